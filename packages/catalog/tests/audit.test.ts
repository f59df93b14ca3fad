import { newId } from '@syndicate/contracts'
import { within } from '@syndicate/timing'
import { expect, test } from 'vitest'
import { connect } from '../src/connect.ts'
import { openCatalog } from './fixture.ts'
import { hold, openReclaim } from './reclaim-fixture.ts'

const entry = {
  kind: 'run.start',
  outcome: 'done',
  code: null,
  userId: null,
  keyId: null,
  route: null,
  target: 'r1',
  version: null,
  address: '127.0.0.1',
  agent: null,
  times: 1,
} as const

test('the audit trail is only ever added to', async () => {
  await using opened = await openCatalog()
  const { audit } = opened.catalog
  await audit.add([
    { ...entry, at: new Date(1) },
    { ...entry, at: new Date(2), target: null },
  ])
  const sql = connect({ ...opened.database, poolSize: 1 })
  const says = "set syndicate.reclaims_audit = 'yes'"
  for (const change of [
    "update audit set target = 'x'",
    'delete from audit',
    'truncate audit',
    `${says};truncate audit`,
  ]) {
    await expect(sql.unsafe(change)).rejects.toThrow('only ever added to')
  }
  await sql.end()
  const { entries } = await audit.list({ limit: 10 })
  expect(entries.map(({ at, target }) => [at, target])).toEqual([
    ['1970-01-01T00:00:00.002Z', null],
    ['1970-01-01T00:00:00.001Z', 'r1'],
  ])
})

test('an entry waits for no question that keeps the connections busy', async () => {
  await using opened = await openReclaim()
  const { catalog, sql } = opened
  const holder = await hold(sql)
  await holder.tx`lock table runs in access exclusive mode`
  const stuck = Array.from({ length: 8 }, () => catalog.runs.get(newId()))
  await expect
    .poll(
      async () =>
        (
          await sql`select from pg_locks where database = (select oid from pg_database where datname = current_database()) and relation = 'runs'::regclass and not granted`
        ).length,
    )
    .toBe(4)
  await within(1_000, catalog.audit.add([{ ...entry, at: new Date() }]))
  expect(await sql`select from audit`).toHaveLength(1)
  await holder.commit()
  await Promise.all(stuck)
})

test('entries whose time is over are reclaimed, but none of the last thirty days', async () => {
  await using opened = await openCatalog()
  const { audit, reclaim } = opened.catalog
  const dayMs = 86_400_000
  const daysAgo = (days: number) => ({ ...entry, at: new Date(Date.now() - days * dayMs), target: `${days}` })
  await audit.add([daysAgo(401), daysAgo(399), daysAgo(31), daysAgo(29), daysAgo(0)])
  const left = async () => (await audit.list({ limit: 10 })).entries.map(({ target }) => target)
  expect(await reclaim.audit(400 * dayMs)).toEqual({ audited: 1 })
  expect(await left()).toEqual(['0', '29', '31', '399'])
  expect(await reclaim.audit(0)).toEqual({ audited: 2 })
  expect(await reclaim.audit(0)).toEqual({ audited: 0 })
  expect(await left()).toEqual(['0', '29'])

  const sql = connect({ ...opened.database, poolSize: 1 })
  await expect(sql.unsafe("set syndicate.reclaims_audit = 'yes'; delete from audit")).rejects.toThrow(
    'only ever added to',
  )
  await sql.end()
})
