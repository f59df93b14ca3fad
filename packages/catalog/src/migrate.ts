import { readdir, readFile } from 'node:fs/promises'
import type { Sql } from './connect.ts'

const folder = new URL('../migrations/', import.meta.url)
/** Any constant: every process that migrates must use the same. */
const migrationLock = 7_061_966

/** Brings the schema to the newest migration. Safe to call from many processes at once. */
export async function migrate(sql: Sql, schema: string): Promise<void> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort()
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${migrationLock})`
    await tx`create schema if not exists ${tx(schema)}`
    await tx`create table if not exists migrations (name text primary key, applied_at timestamptz not null default now())`
    const applied = new Set((await tx<{ name: string }[]>`select name from migrations`).map((row) => row.name))
    for (const file of files) {
      if (applied.has(file)) continue
      await tx.unsafe(await readFile(new URL(file, folder), 'utf8'))
      await tx`insert into migrations (name) values (${file})`
    }
  })
}
