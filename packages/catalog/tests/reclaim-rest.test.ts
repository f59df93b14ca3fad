import { expect, test } from 'vitest'
import { newRun, newSession, publish, refusal, stagedChunk, verdict } from './fixture.ts'
import { count, exhaust, halfDone, openReclaim } from './reclaim-fixture.ts'

const hourMs = 3_600_000

test('what failed and cancelled runs left goes after its grace; a rejected run goes on saying why', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  await publish(catalog, 1)
  const running = await halfDone(catalog)
  const failed = await halfDone(catalog)
  await catalog.runs.fail(failed, 0, { code: 'stage-failed', detail: '' })
  await catalog.runs.cancel(await halfDone(catalog))
  const rejected = await newRun(catalog, { onInvalid: 'reject' })
  await catalog.runs.accept(rejected)
  await catalog.runs.start(rejected.id, 0)
  await catalog.chunks.stage(rejected.id, 0, stagedChunk(1, { refused: [refusal(1)] }))
  await catalog.chunks.seal(rejected.id, 0, 1, 1)
  expect(await catalog.chunks.pass(rejected.id, 0, 0, verdict())).toMatchObject({ state: 'rejected' })

  expect(await exhaust(() => catalog.reclaim.sweepUnpublished(hourMs))).toEqual({})
  expect(await exhaust(() => catalog.reclaim.sweepUnpublished(0))).toEqual({ chunks: 3, quarantined: 4 })
  expect(await count(sql, 'chunks')).toBe(2)
  const left = await sql<{ run: string; records: number }[]>`select run_id as run, records from refusals order by id`
  expect(left).toEqual([
    { run: running, records: 2 },
    { run: rejected.id, records: 1 },
  ])
})

test('a chunk that arrives after its run was looked at is found; in the end the run is looked at no more', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const run = await halfDone(catalog)
  await catalog.runs.cancel(run)
  await exhaust(() => catalog.reclaim.sweepUnpublished(0))
  await sql`update runs set state = 'running'`
  await catalog.chunks.stage(run, 1, stagedChunk(1, { refused: [refusal(0)] }))
  await sql`update runs set state = 'cancelled'`
  expect(await exhaust(() => catalog.reclaim.sweepUnpublished(0))).toEqual({ chunks: 1, quarantined: 1 })
  await sql`update runs set finished_at = now() - interval '11 minutes'`
  expect(await exhaust(() => catalog.reclaim.sweepUnpublished(0))).toEqual({ swept: 1 })
  expect(await catalog.runs.get(run)).toMatchObject({ state: 'cancelled' })
})

test('refusals are kept for their time, the oldest go first', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  await halfDone(catalog)
  expect(await exhaust(() => catalog.reclaim.quarantine(hourMs))).toEqual({})
  await halfDone(catalog)
  const [oldest] = await sql<{ run: string }[]>`
    update refusals set created_at = now() - interval '2 hours', id = overlay(id::text placing '01000000-0000' from 1 for 13)::uuid
    where id = (select min(id::text)::uuid from refusals) returning run_id as run`
  expect(await exhaust(() => catalog.reclaim.quarantine(hourMs))).toEqual({ quarantined: 2 })
  const left = await sql<{ run: string }[]>`select run_id as run from refusals`
  expect(left).toHaveLength(1)
  expect(left[0]).not.toEqual(oldest)
})

test('sessions go a day after they expired', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const { id: userId } = await catalog.users.create({ username: 'bob', role: 'viewer', passwordHash: 'h' })
  for (const hours of [-25, -23, 1]) {
    await catalog.sessions.create(newSession(`s${hours}`, userId, new Date(Date.now() + hours * hourMs)))
  }
  expect(await exhaust(() => catalog.reclaim.sessions())).toEqual({ sessions: 1 })
  expect(await sql`select sid from sessions order by sid`).toEqual([{ sid: 's-23' }, { sid: 's1' }])
})

test('what users gave is forgotten two days later, and today goes on counting', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const { id: userId } = await catalog.users.create({ username: 'bob', role: 'viewer', passwordHash: 'h' })
  await catalog.acceptedBytes.add(userId, 100)
  await sql`
    insert into accepted_bytes (user_id, day, bytes)
    select ${userId}, (now() at time zone 'utc')::date - back, back from generate_series(1, 3) as back`
  expect(await exhaust(() => catalog.reclaim.acceptedBytes())).toEqual({ acceptedDays: 2 })
  expect(await catalog.acceptedBytes.add(userId, 0)).toBe(100)
  expect(await count(sql, 'accepted_bytes')).toBe(2)
})
