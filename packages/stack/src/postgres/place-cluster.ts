import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { ServiceAccount } from '../local/service-account.ts'
import { stopOrphan } from './stop-orphan.ts'

const outpost = '/var/lib/syndicate'

export interface ClusterPlace {
  /** The folder with `bin`, `lib` and `share`. */
  binaries: string
  /** The folder that holds `data`; owned by the account. */
  home: string
}

/**
 * Finds folders that the account can reach. Below a home of mode 700, the usual case for root, it can neither run the
 * installed binaries nor enter the state folder; then both move to /var/lib/syndicate, named after the state folder's path:
 * a copied state folder must not share the cluster of its original.
 */
export async function placeCluster(
  stateDir: string,
  binaries: string,
  account: ServiceAccount | null,
): Promise<ClusterPlace> {
  // Others may pass through to the cluster, and read nothing: the account must get at what is its own.
  mkdirSync(stateDir, { recursive: true, mode: 0o711 })
  if (!account) return { binaries, home: stateDir }
  return { binaries: reachableBinaries(binaries, account), home: await reachableHome(stateDir, account) }
}

function reachableBinaries(binaries: string, account: ServiceAccount): string {
  const runs = (folder: string) =>
    spawnSync(join(folder, 'bin', 'postgres'), ['--version'], { ...account, cwd: '/' }).status === 0
  if (runs(binaries)) return binaries
  const { version } = JSON.parse(readFileSync(join(binaries, '..', 'package.json'), 'utf8')) as { version: string }
  const copy = join(outpost, `postgres-${version}`)
  if (!runs(copy)) copyInto(copy, binaries)
  if (!runs(copy))
    throw new Error(`PostgreSQL does not run from ${copy}. See what ${join(copy, 'bin', 'postgres')} --version says.`)
  return copy
}

function copyInto(copy: string, binaries: string): void {
  mkdirSync(outpost, { recursive: true, mode: 0o755 })
  const fresh = `${copy}.${process.pid}`
  cpSync(realpathSync(binaries), fresh, { recursive: true, verbatimSymlinks: true })
  chmodSync(fresh, 0o755)
  rmSync(copy, { recursive: true, force: true })
  renameSync(fresh, copy)
}

async function reachableHome(stateDir: string, account: ServiceAccount): Promise<string> {
  const inside = join(stateDir, 'cluster')
  if (own(inside, account)) return inside
  const outside = join(outpost, createHash('sha256').update(realpathSync(stateDir)).digest('hex').slice(0, 12))
  const note = join(stateDir, 'data-is-in')
  if (!existsSync(note)) await clearAbandoned(outside)
  mkdirSync(outpost, { recursive: true, mode: 0o755 })
  if (!own(outside, account)) throw new Error(`The account that PostgreSQL runs as cannot enter ${outside}.`)
  writeFileSync(note, `${outside}\n`)
  return outside
}

/** A state folder that knows nothing of its cluster was made anew: what an earlier one at its path left has no password any more. */
async function clearAbandoned(outside: string): Promise<void> {
  await stopOrphan(join(outside, 'data'))
  rmSync(outside, { recursive: true, force: true })
}

/** Makes the folder the account's own and says whether the account can enter it. */
function own(folder: string, account: ServiceAccount): boolean {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chownSync(folder, account.uid, account.gid)
  const reached = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...account, cwd: '/' }).status === 0
  if (!reached) rmSync(folder, { recursive: true })
  return reached
}
