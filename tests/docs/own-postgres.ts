import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { appendFileSync, chownSync, globSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { freePort } from '@syndicate/stack'

/** Where the programs of a PostgreSQL that was installed with all of them are: those to back up as well. */
export const postgresPrograms = globSync('/usr/lib/postgresql/*/bin/pg_basebackup')
  .map((path) => dirname(path))
  .filter((folder) => globSync(`${folder}/{initdb,postgres,pg_ctl,pg_dump,pg_restore,pg_verifybackup}`).length === 6)
  .toSorted((one, other) => versionIn(one) - versionIn(other))
  .at(-1)

function versionIn(folder: string): number {
  return Number(folder.split('/').at(-2))
}

/** PostgreSQL refuses root, who lends it the account that came with it. */
function postgresAccount(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const idOf = (option: string) => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}

export interface OwnPostgres {
  url: string
  /** Its data. */
  data: string
  /** A folder that belongs to who it runs as. */
  folder: string
  /** Variables by which its programs find it. */
  env: NodeJS.ProcessEnv
  account: { uid: number; gid: number } | undefined
  stop(): void
}

/** Starts a server of its own on an empty cluster below `parent`, which ends when it is told to: commands of a guide stop and start it. */
export async function startOwnPostgres(parent: string): Promise<OwnPostgres> {
  const account = postgresAccount()
  const folder = join(parent, 'postgres')
  mkdirSync(folder, { mode: 0o755 })
  if (account) chownSync(folder, account.uid, account.gid)
  const data = join(folder, 'data')
  const run = (program: string, ...args: string[]) =>
    execFileSync(join(postgresPrograms!, program), args, { cwd: folder, stdio: 'pipe', ...account })
  run(
    'initdb',
    `--pgdata=${data}`,
    '--username=syndicate',
    '--auth=trust',
    '--no-sync',
    '--encoding=UTF8',
    '--locale=C',
  )
  const port = await freePort(0)
  appendFileSync(
    join(data, 'postgresql.conf'),
    `port = ${port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\nfsync = off\n`,
  )
  run('pg_ctl', 'start', `--pgdata=${data}`, `--log=${join(folder, 'postgresql.log')}`)
  const env = {
    PATH: `${postgresPrograms}:${process.env['PATH']}`,
    PGDATA: data,
    PGHOST: '127.0.0.1',
    PGPORT: `${port}`,
    PGUSER: 'syndicate',
    PGDATABASE: 'syndicate',
  }
  run('createdb', '--host=127.0.0.1', `--port=${port}`, '--username=syndicate', 'syndicate')
  const end = [join(postgresPrograms!, 'pg_ctl'), 'stop', `--pgdata=${data}`, '--mode=immediate']
  const callOff = guard(end, folder, account)
  return {
    url: `postgres://syndicate@127.0.0.1:${port}/syndicate`,
    data,
    folder,
    env,
    account,
    stop() {
      callOff()
      spawnSync(end[0]!, end.slice(1), { cwd: folder, ...account })
    },
  }
}

/**
 * Runs a command if this process dies first, even by SIGKILL: as `guardProcess` of packages/stack, for a server that commands of a
 * guide give another number each time. @returns the way to call it off
 */
function guard(command: string[], cwd: string, account: { uid: number; gid: number } | undefined): () => void {
  const shell = spawn('/bin/sh', ['-c', 'read -r _ || exec "$@"', 'guard', ...command], {
    cwd,
    ...account,
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  shell.unref()
  return () => void shell.stdin.end('done\n')
}
