import { execFileSync } from 'node:child_process'
import { appendFileSync, chownSync, copyFileSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import postgres from 'postgres'
import { vi } from 'vitest'
import { ownPostgres, type OwnService } from './own-service.ts'
import type { Random } from './random.ts'

/** Copies a PostgreSQL, and has the copy follow it: from now on it acknowledges nothing that the copy does not have. */
export async function standbyOf(
  primary: OwnService,
  dataDir: string,
  logFile: string,
  random: Random,
): Promise<OwnService> {
  const [row] = await asking(
    primary,
    (sql) => sql<{ data: string }[]>`select current_setting('data_directory') as data`,
  )
  const copy = join(dataDir, relative(primary.dataDir, row!.data))
  await primary.stop()
  mkdirSync(dirname(copy), { recursive: true, mode: 0o711 })
  execFileSync('cp', ['--archive', row!.data, copy])
  copyFileSync(join(primary.dataDir, 'password'), join(dataDir, 'password'))
  const { uid, gid } = statSync(copy)
  writeFileSync(join(copy, 'standby.signal'), '')
  for (const path of [dirname(copy), join(copy, 'standby.signal')]) chownSync(path, uid, gid)
  await primary.start()
  const { hostname, port, username, password } = new URL(primary.url)
  const source = `host=${hostname} port=${port} user=${username} password=${decodeURIComponent(password)}`
  appendFileSync(join(copy, 'postgresql.auto.conf'), `primary_conninfo = '${source}'\n`)
  const standby = await ownPostgres(dataDir, logFile, random)
  await asking(primary, async (sql) => {
    await sql`alter system set synchronous_standby_names = '*'`
    await sql`select pg_reload_conf()`
    const follows = () => sql`select from pg_stat_replication where sync_state = 'sync'`
    await vi.waitUntil(async () => (await follows()).length > 0, { timeout: 60_000, interval: 100 })
  })
  return standby
}

/** Makes a standby the one that takes writes. */
export async function promote(standby: OwnService): Promise<void> {
  await asking(standby, (sql) => sql`select pg_promote()`)
}

async function asking<T>(service: OwnService, ask: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(service.url, { max: 1, onnotice: () => {} })
  try {
    return await ask(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}
