import { expect, test, vi } from 'vitest'
import { conditionOf } from '../src/condition.ts'
import { connect } from '../src/connect.ts'
import { openCatalog } from './fixture.ts'

test('a backup is no transaction that lasts', async () => {
  await using open = await openCatalog()
  const sql = connect({ ...open.database, poolSize: 2, applicationName: 'pg_dump' })
  await sql.begin(async (tx) => {
    const [own] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`
    const { longTransactions } = await conditionOf(sql, open.database.schema, { idle: 0, working: 0 })
    expect(longTransactions.map(({ pid }) => pid)).not.toContain(own!.pid)
  })
  await sql.end({ timeout: 1 })
})

test('a transaction that holds what it has and does nothing is told apart from one at work', async () => {
  await using open = await openCatalog()
  const { name, schema } = open.database
  const sql = connect({ ...open.database, poolSize: 3, applicationName: name })
  const over = Promise.withResolvers<void>()
  const idle = sql.begin(async (tx) => {
    await tx`select 1`
    await over.promise
  })
  const working = sql`select pg_sleep(60)`.catch(() => {})
  const seen = async () => {
    const { longTransactions } = await conditionOf(sql, schema, { idle: 0, working: 0 })
    return longTransactions.filter(({ application }) => application === name)
  }
  await vi.waitUntil(async () => (await seen()).length === 2, 10_000)
  const [one, other] = (await seen()).toSorted((each) => (each.isIdle ? -1 : 1))
  expect([one, other]).toMatchObject([{ isIdle: true }, { isIdle: false }])
  expect((await conditionOf(sql, schema)).longTransactions.filter(({ application }) => application === name)).toEqual(
    [],
  )
  await sql`select pg_cancel_backend(${other!.pid})`
  over.resolve()
  await Promise.all([idle, working])
  expect(await seen()).toEqual([])
  await sql.end({ timeout: 1 })
})

test('a database as it should be has nothing to tell', async () => {
  await using open = await openCatalog()
  const { clockAheadMs, ...condition } = await open.catalog.condition()
  expect(condition).toMatchObject({
    isReadOnly: false,
    migrations: { missing: [], unknown: [] },
    lacking: [],
    unreadSlots: [],
    archiveFails: null,
  })
  expect(Math.abs(clockAheadMs)).toBeLessThan(1_000)
  expect(condition.connections.most).toBeGreaterThan(10)
})
