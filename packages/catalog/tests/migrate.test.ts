import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, inject, test, vi } from 'vitest'
import { connect } from '../src/connect.ts'
import { migrate } from '../src/migrate.ts'

/** A schema with one table, and a folder whose migrations can be added to. */
async function migratable() {
  const path = mkdtempSync(join(tmpdir(), 'migrations-'))
  const folder = pathToFileURL(`${path}/`)
  const schema = `t_${randomBytes(6).toString('hex')}`
  const sql = connect({ url: inject('databaseUrl'), schema, poolSize: 6 })
  const add = (name: string, statements: string) => writeFileSync(join(path, name), statements)
  const toNewest = (patienceMs?: number) => migrate(sql, schema, { folder, ...(patienceMs && { patienceMs }) })
  /** Keeps a table from being altered, as a dump of the database does, until it is released. */
  async function read(table: string): Promise<() => Promise<void>> {
    const [held, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const reading = sql.begin(async (tx) => {
      await tx`select from ${tx(table)}`
      held.resolve()
      await over.promise
    })
    await held.promise
    return async () => {
      over.resolve()
      await reading
    }
  }
  add('0001-things.sql', 'create table things (id int)')
  await toNewest()
  return {
    sql,
    add,
    toNewest,
    read,
    applied: async () =>
      (await sql<{ name: string }[]>`select name from migrations order by name`).map((row) => row.name),
    async [Symbol.asyncDispose]() {
      await sql.end({ timeout: 1 })
      rmSync(path, { recursive: true })
    },
  }
}

test('others get by while a migration waits for one who holds its table', async () => {
  await using of = await migratable()
  const { sql } = of
  const release = await of.read('things')
  of.add('0002-colour.sql', 'alter table things add column colour text')
  const done = of.toNewest()
  await vi.waitUntil(
    async () => (await sql`select from pg_locks where relation = 'things'::regclass and not granted`)[0],
    10_000,
  )
  let passed = 0
  const longest = { ms: 0 }
  for (const end = Date.now() + 2_500; Date.now() < end; passed++) {
    const began = performance.now()
    await sql`insert into things (id) values (${passed})`
    longest.ms = Math.max(longest.ms, performance.now() - began)
  }
  expect(passed).toBeGreaterThan(20)
  expect(longest.ms).toBeLessThan(1_500)
  expect(await of.applied()).toEqual(['0001-things.sql'])
  await release()
  await done
  expect(await of.applied()).toEqual(['0001-things.sql', '0002-colour.sql'])
})

test('says which migration found no moment, and keeps what went before', async () => {
  await using of = await migratable()
  const release = await of.read('things')
  of.add('0002-others.sql', 'create table others (id int)')
  of.add('0003-colour.sql', 'alter table things add column colour text')
  await expect(of.toNewest(1)).rejects.toThrow('0003-colour.sql found no moment')
  expect(await of.applied()).toEqual(['0001-things.sql', '0002-others.sql'])
  await release()
})

test('a version that is told of nothing new starts while another migrates, on migrations it does not know', async () => {
  await using of = await migratable()
  const { sql } = of
  const over = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const migrating = sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(7061966)`
    await tx`insert into migrations (name) values ('0002-of-tomorrow.sql')`
    begun.resolve()
    await over.promise
  })
  await begun.promise
  await of.toNewest()
  over.resolve()
  await migrating
  await of.toNewest()
  expect(await of.applied()).toEqual(['0001-things.sql', '0002-of-tomorrow.sql'])
})

test('a migration that many start at once is done once', async () => {
  await using of = await migratable()
  of.add('0002-once.sql', 'create table once (id int); select pg_sleep(0.2)')
  await Promise.all([of.toNewest(), of.toNewest(), of.toNewest()])
  expect(await of.applied()).toEqual(['0001-things.sql', '0002-once.sql'])
})

test('no table is made in another schema, when something in between drops the search path', async () => {
  const schema = `t_${randomBytes(6).toString('hex')}`
  // As a pooler hands the connection on that ignores what it was asked for.
  const sql = connect({ url: `${inject('databaseUrl')}?search_path=public`, schema, poolSize: 1 })
  await expect(migrate(sql, schema)).rejects.toThrow(`SET search_path = ${schema}`)
  expect((await sql`select from pg_tables where tablename = 'migrations' and schemaname = 'public'`).length).toBe(0)
  await sql.end({ timeout: 1 })
})
