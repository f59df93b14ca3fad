import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

const house = resolve(import.meta.dirname, '../..')
let root: string

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'syndicate-boundaries-'))
  copyFileSync(join(house, 'oxlint.config.ts'), join(root, 'oxlint.config.ts'))
  symlinkSync(join(house, 'node_modules'), join(root, 'node_modules'))
})
afterAll(() => rmSync(root, { recursive: true }))

/** The line numbers of the imports that the linter refuses in a file of this path. */
function refused(path: string, ...imports: string[]): number[] {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), imports.map((from, index) => `export * as a${index} from '${from}'\n`).join(''))
  const linter = join(house, 'node_modules/.bin/oxlint')
  const { stdout } = spawnSync(linter, ['--format', 'unix', path], { cwd: root, encoding: 'utf8' })
  const lines = stdout.split('\n').filter((line) => line.includes('no-restricted-imports'))
  return lines.map((line) => Number(line.slice(path.length + 1).split(':')[0]))
}

it('keeps pure packages from I/O and from everyone but contracts', () => {
  const imports = ['@syndicate/contracts', 'node:fs', '@syndicate/catalog', 'postgres', 'ajv']
  expect(refused('packages/pipeline/src/x.ts', ...imports)).toEqual([2, 3, 4])
})

it('lets only catalog talk SQL and only broker talk Redis', () => {
  expect(refused('packages/catalog/src/x.ts', 'postgres', 'ioredis')).toEqual([2])
  expect(refused('packages/broker/src/x.ts', 'postgres', 'ioredis', 'bullmq')).toEqual([1])
  expect(refused('apps/worker/src/x.ts', 'bullmq', '@syndicate/broker')).toEqual([1])
})

it('refuses the way back up, and the way around by a path', () => {
  expect(
    refused('packages/runs/src/x.ts', '@syndicate/stack', '@syndicate/pipeline', '../../catalog/src/y.ts'),
  ).toEqual([1, 3])
  expect(refused('apps/gateway/src/x.ts', '../../worker/src/y.ts', '@syndicate/runs/src/y.ts', './y.ts')).toEqual([
    1, 2,
  ])
})

it('keeps what takes long to load from what starts often, but for what is exported by a path', () => {
  const imports = ['@syndicate/config', '@syndicate/config/pipelines-of-files', '@syndicate/definitions']
  expect(refused('apps/cli/src/x.ts', ...imports, '@syndicate/definitions/path', '@syndicate/pipeline')).toEqual([
    1, 3, 5,
  ])
})
