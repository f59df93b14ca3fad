import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './helm.ts'
import type { Manifest } from './manifest.ts'

const extensions: Record<string, string> = {
  'keda.sh': '@kubernetes-models/keda',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
  'gateway.networking.k8s.io': '@kubernetes-models/gateway-api',
}

/** The module that knows a kind of the API. */
function moduleOf({ apiVersion, kind }: Manifest): string {
  return `${extensions[apiVersion.split('/')[0]!] ?? 'kubernetes-models'}/${apiVersion}/${kind}`
}

/** What is wrong with manifests: with their shape, as types that allow no member they do not know, and with their values. */
export async function faultsOf(manifests: Manifest[]): Promise<string[]> {
  const ofValues = await Promise.all(manifests.map(faultOfValues))
  return [...faultsOfShape(manifests), ...ofValues.flat()]
}

function faultsOfShape(manifests: Manifest[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'syndicate-manifests-'))
  try {
    symlinkSync(join(root, 'tests/node_modules'), join(folder, 'node_modules'))
    const file = join(folder, 'manifests.ts')
    const typed = manifests.map((each, at) => {
      const type = `import('${moduleOf(each)}').I${each.kind}`
      return `export const m${at}: ${type} = ${JSON.stringify(each, null, 1)}\n`
    })
    writeFileSync(file, typed.join(''))
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'esnext']
    const { status, stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), [...options, 'manifests.ts'], {
      cwd: folder,
      encoding: 'utf8',
    })
    return status === 0 ? [] : stdout.trimEnd().split('\n')
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function faultOfValues(manifest: Manifest): Promise<string[]> {
  const { [manifest.kind]: Model } = (await import(moduleOf(manifest))) as Record<
    string,
    new (manifest: Manifest) => { validate(): void }
  >
  try {
    new Model!(manifest).validate()
    return []
  } catch (error) {
    return [`${manifest.kind} ${manifest.metadata.name}: ${(error as Error).message}`]
  }
}
