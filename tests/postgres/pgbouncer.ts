import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, startProcess, type RunningProcess } from '@syndicate/stack'

const program = '/usr/sbin/pgbouncer'
/** Debian's package of the same name. */
export const hasPgBouncer = existsSync(program)
if (!hasPgBouncer) console.log('Behind PgBouncer: skipped, for it is not installed')

/** It refuses to be root. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

interface PgBouncerOptions {
  /** Port of 127.0.0.1. @default a free one */
  port?: number
  /** Of its section `pgbouncer`, besides where it is. */
  settings?: Record<string, string | number>
}

export interface PgBouncer {
  /** The target's URL, by way of it. */
  url: string
  kill(signal: NodeJS.Signals): Promise<void>
  /** After its end. */
  start(): Promise<void>
  stop(): Promise<void>
}

/** A PgBouncer that gives out sessions by the transaction, before the PostgreSQL of a URL with user and password. */
export async function startPgBouncer(target: string, options: PgBouncerOptions = {}): Promise<PgBouncer> {
  const url = new URL(target)
  const folder = mkdtempSync(join(tmpdir(), 'pgbouncer-'))
  const file = (name: string) => join(folder, name)
  const port = options.port ?? (await freePort(0))
  const settings = {
    listen_addr: '127.0.0.1',
    listen_port: port,
    unix_socket_dir: '',
    auth_type: 'scram-sha-256',
    auth_file: file('userlist.txt'),
    pool_mode: 'transaction',
    default_pool_size: 20,
    max_client_conn: 500,
    ...options.settings,
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`)
  writeFileSync(
    file('pgbouncer.ini'),
    ['[databases]', `* = host=${url.hostname} port=${url.port}`, '[pgbouncer]', ...lines, ''].join('\n'),
  )
  writeFileSync(file('userlist.txt'), `"${url.username}" "${decodeURIComponent(url.password)}"\n`, { mode: 0o600 })
  if (nobody.uid !== undefined)
    for (const path of [folder, file('userlist.txt')]) chownSync(path, nobody.uid, nobody.gid)

  const open = (): Promise<RunningProcess> =>
    startProcess({
      name: 'PgBouncer',
      command: program,
      args: [file('pgbouncer.ini')],
      env: {},
      cwd: folder,
      ...nobody,
      logFile: file('log'),
      readyWhen: (line) => line.includes('process up'),
      // SIGINT waits for whoever holds a session, SIGTERM ends at once.
      stopSignal: 'SIGTERM',
    })
  let running = await open()
  url.port = `${port}`
  return {
    url: url.href,
    async kill(signal) {
      running.kill(signal)
      await running.exited
    },
    async start() {
      running = await open()
    },
    async stop() {
      await running.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
