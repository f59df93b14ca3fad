import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ServiceAccount } from '../local/service-account.ts'
import type { ClusterPlace } from './place-cluster.ts'

export const superuser = 'syndicate'
export const database = 'syndicate'
const major = '18'

const initdbOptions = [
  `--username=${superuser}`,
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  // Sorts and compares the same on every machine, whatever locales it has.
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--no-instructions',
]

/** Makes the data folder with its one database, unless it is there, and returns its path. Refuses another major version's. */
export function initCluster(
  place: ClusterPlace,
  account: ServiceAccount | null,
  password: string,
  durable: boolean,
): string {
  const data = join(place.home, 'data')
  const versionFile = join(data, 'PG_VERSION')
  if (existsSync(versionFile)) {
    const found = readFileSync(versionFile, 'utf8').trim()
    if (found === major) return data
    throw new Error(
      `${data} belongs to PostgreSQL ${found}, and this is PostgreSQL ${major}. ` +
        'Dump it with the old version, or remove the state folder to begin anew, or set DATABASE_URL.',
    )
  }
  const fresh = join(place.home, 'data.new')
  const passwordFile = join(place.home, 'password.new')
  rmSync(fresh, { recursive: true, force: true })
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  if (account) chownSync(passwordFile, account.uid, account.gid)
  try {
    run(place, account, 'initdb', [
      `--pgdata=${fresh}`,
      `--pwfile=${passwordFile}`,
      ...initdbOptions,
      ...(durable ? [] : ['--no-sync']),
    ])
    run(place, account, 'postgres', ['--single', '-D', fresh, 'postgres'], `CREATE DATABASE ${database}\n`)
  } finally {
    rmSync(passwordFile, { force: true })
  }
  // Only a finished cluster gets the name, so an interrupted first start leaves nothing half made.
  renameSync(fresh, data)
  return data
}

function run(place: ClusterPlace, account: ServiceAccount | null, program: string, args: string[], input = ''): void {
  const result = spawnSync(join(place.binaries, 'bin', program), args, {
    ...account,
    cwd: place.home,
    input,
    encoding: 'utf8',
    env: { LC_ALL: 'C' },
  })
  if (result.status === 0) return
  throw new Error(
    `${program} failed (${result.error?.message ?? result.signal ?? `status ${result.status}`}):\n${result.stderr ?? ''}`,
  )
}
