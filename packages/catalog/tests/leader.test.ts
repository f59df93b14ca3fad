import { once } from 'node:events'
import { expect, test } from 'vitest'
import { openReclaim } from './reclaim-fixture.ts'

test('only one process leads at a time', async () => {
  await using open = await openReclaim()
  const { catalog } = open
  let second: boolean | undefined
  const first = await catalog.asLeader(async () => {
    second = await catalog.asLeader(async () => {})
  })
  expect([first, second]).toEqual([true, false])
  expect(await catalog.asLeader(async () => {})).toBe(true)
})

test('a leader that loses its lock tells its work to stop, and is over when that is', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  let isAtWork = true
  const leading = catalog.asLeader(async (signal) => {
    await sql`
      select pg_terminate_backend(pid) from pg_locks
      where database = (select oid from pg_database where datname = current_database()) and locktype = 'advisory' and objid = (hashtext(current_schema())::bigint & 4294967295)::oid`
    if (!signal.aborted) await once(signal, 'abort')
    // Another may lead before this one has ended.
    expect(await catalog.asLeader(async () => {})).toBe(true)
    isAtWork = false
  })
  await expect(leading).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' })
  expect(isAtWork).toBe(false)
})

test('a leader that is told to stop tells its work, and has led', async () => {
  await using open = await openReclaim()
  const stopping = new AbortController()
  const leading = open.catalog.asLeader(async (signal) => {
    stopping.abort()
    expect(signal.aborted).toBe(true)
  }, stopping.signal)
  expect(await leading).toBe(true)
})
