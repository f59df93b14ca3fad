import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { Runner, Sql } from './connect.ts'
import { requireSearchPath } from './session.ts'

/** Any constant: every process that migrates must use the same. */
const migrationLock = 7_061_966

/**
 * How long a migration waits for a table, in milliseconds: meanwhile whoever wants that table waits behind it. Shorter
 * than PostgreSQL's `deadlock_timeout`, so that of two in each other's way the migration is the one to give in.
 */
const lockMs = 500
/** Between two tries, so that those who had to wait get their turn. */
const pauseMs = 1_000
/** Said of a lock that was not had in time, and of two who wait for each other. */
const lockErrors = new Set(['55P03', '40P01'])

const migrationsFolder = new URL('../migrations/', import.meta.url)

/** A migration that was made just now, and how long it took, in milliseconds. */
export interface Migrated {
  migration: string
  ms: number
}

interface MigrateOptions {
  folder?: URL
  /** How long to try while others hold what a migration needs, in milliseconds. */
  patienceMs?: number
  /** Told of each migration that this process has made. */
  onMigrated?: ((migrated: Migrated) => void) | undefined
}

/**
 * Brings the schema to the newest migration, each in a transaction of its own. Migrations that are not known here, because a
 * newer version of the program was here before, are left alone. Safe to call from many processes at once, and while others work.
 * @throws Error when tables would be made in another schema, or naming the migration that found no moment without others in its way
 */
export async function migrate(sql: Sql, schema: string, options: MigrateOptions = {}): Promise<void> {
  const { folder = migrationsFolder, patienceMs = 120_000, onMigrated } = options
  const files = await filesIn(folder)
  await requireSearchPath(sql, schema)
  let deadline = Date.now() + patienceMs
  for (;;) {
    // Asked without the lock: whoever has nothing to do does not wait for one who has.
    const [file] = await missing(sql, schema, files)
    if (file === undefined) return
    try {
      const began = performance.now()
      const isOurs = await apply(sql, schema, file, await readFile(new URL(file, folder), 'utf8'))
      if (isOurs) onMigrated?.({ migration: file, ms: Math.round(performance.now() - began) })
      deadline = Date.now() + patienceMs
    } catch (error) {
      if (!lockErrors.has((error as { code?: string }).code ?? '')) throw error
      if (Date.now() > deadline)
        throw new Error(`${file} found no moment in ${patienceMs / 1000} s in which nobody used its tables`, {
          cause: error,
        })
      await delay(pauseMs)
    }
  }
}

/** Which migrations the database lacks, and which it has that are not known here. */
export async function migrationState(sql: Runner, schema: string): Promise<{ missing: string[]; unknown: string[] }> {
  const files = await filesIn(migrationsFolder)
  const lacking = await missing(sql, schema, files)
  if (lacking.length === files.length) return { missing: files, unknown: [] }
  const known = new Set(files)
  const applied = await sql<{ name: string }[]>`select name from migrations order by name`
  return { missing: lacking, unknown: applied.map(({ name }) => name).filter((name) => !known.has(name)) }
}

async function filesIn(folder: URL): Promise<string[]> {
  return (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort()
}

async function missing(sql: Runner, schema: string, files: string[]): Promise<string[]> {
  const [row] = await sql<{ begun: boolean }[]>`
    select exists (select from pg_tables where schemaname = ${schema} and tablename = 'migrations') as begun`
  if (!row!.begun) return files
  const applied = new Set((await sql<{ name: string }[]>`select name from migrations`).map(({ name }) => name))
  return files.filter((file) => !applied.has(file))
}

/** @returns false, and nothing was done, when another process was faster */
async function apply(sql: Sql, schema: string, file: string, statements: string): Promise<boolean> {
  return sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${migrationLock})`
    // Whatever connection a pooler has chosen for this one.
    await tx`select set_config('search_path', ${schema}, true)`
    await tx`create schema if not exists ${tx(schema)}`
    await tx`create table if not exists migrations (name text primary key, applied_at timestamptz not null default now())`
    if ((await missing(tx, schema, [file])).length === 0) return false
    await tx`select set_config('lock_timeout', ${String(lockMs)}, true)`
    await tx.unsafe(statements)
    await tx`insert into migrations (name) values (${file})`
    return true
  })
}
