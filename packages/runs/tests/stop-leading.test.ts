import { once } from 'node:events'
import { Redis } from 'ioredis'
import postgres from 'postgres'
import { expect, inject, test } from 'vitest'
import { createReconcile, startReconciler } from '../src/index.ts'
import { accept, openRuns, readings, type OpenRuns } from './fixture.ts'

/**
 * Leads over more lost runs than are looked at together, and tells the leader to stop while it starts the second afresh.
 * @returns how many it started afresh
 */
async function stopAtSecond(open: OpenRuns, lead: (stopping: AbortSignal) => Promise<unknown>): Promise<number> {
  const sql = postgres(open.database.url, { max: 2, connection: { search_path: open.database.schema } })
  await accept(open, readings(1))
  await sql`
    insert into runs (id, recipe, input_id, user_id, pipeline, dataset, mode, on_invalid, format, request_hash, bytes, touched_at)
    select gen_random_uuid(), recipe, input_id, user_id, pipeline, dataset, mode, on_invalid, format, request_hash, bytes,
      touched_at - interval '1 hour' + place * interval '1 second'
    from runs, generate_series(1, 250) as place`
  const stopping = new AbortController()
  const leading = await sql.begin(async (tx) => {
    const [{ pid }] = await tx<[{ pid: number }]>`select pg_backend_pid() as pid`
    await tx`select from runs where id = (select id from runs order by touched_at offset 1 limit 1) for update`
    const ended = lead(stopping.signal)
    const waiting = () => sql`select from pg_stat_activity where pg_blocking_pids(pid) @> array[${pid}::int]`
    await expect.poll(waiting, { timeout: 20_000 }).toHaveLength(1)
    stopping.abort()
    return { ended }
  })
  await leading.ended
  const { length } = await sql`select from runs where epoch > 0`
  await sql.end()
  return length
}

test('a reconciler that is stopped finishes the run it is at, and leaves the others to the next', async () => {
  await using open = await openRuns()
  const afresh = await stopAtSecond(open, async (stopping) => {
    const stop = startReconciler(open.ctx)
    await once(stopping, 'abort')
    await stop()
  })
  expect(afresh).toBe(2)
})

test('looking at every run ends as well, and is made up for', async () => {
  await using open = await openRuns()
  const reconcile = createReconcile(open.ctx)
  const quietMs = 7_200_000
  await reconcile({ quietMs })
  const redis = new Redis(inject('redisUrl'))
  await redis.del(await redis.keys(`${open.prefix}:*`))
  redis.disconnect()
  expect(await stopAtSecond(open, (signal) => reconcile({ quietMs, signal }))).toBe(2)
  expect(await reconcile({ quietMs })).toBe(248)
})
