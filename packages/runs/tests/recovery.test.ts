import { jobVersion, newId, type ChunkRef, type Stage } from '@syndicate/contracts'
import { Redis } from 'ioredis'
import postgres from 'postgres'
import { expect, inject, test } from 'vitest'
import { acceptRun, cancelRun, createReconcile } from '../src/index.ts'
import { extract } from '../src/extract.ts'
import { load } from '../src/load.ts'
import { transform } from '../src/transform.ts'
import { validate } from '../src/validate.ts'
import { accept, end, openRuns, published, readings, recipe } from './fixture.ts'

const atOnce = { quietMs: 0 }
const never = new AbortController().signal

test('every verb twice, and once more out of order, changes nothing', async () => {
  await using open = await openRuns()
  const { ctx } = open
  const runId = await accept(open, readings(20))
  const runRef = { v: jobVersion, run: runId, epoch: 0 } as const
  const extracted = (await extract(ctx, runRef, { signal: never }))!
  await extract(ctx, runRef, { signal: never })
  const ref: ChunkRef = { ...runRef, ordinal: 0, recipe: extracted.run.recipe }
  expect(await transform(ctx, ref)).toMatchObject({ records: 20 })
  expect(await transform(ctx, ref)).toBeNull()
  expect(await load(ctx, ref)).toMatchObject({ records: 20 })
  expect(await load(ctx, ref)).toBeNull()
  expect(await transform(ctx, ref)).toBeNull()
  const [first, second] = await Promise.all([validate(ctx, ref), validate(ctx, ref)])
  expect([first?.finished, second?.finished].filter(Boolean)).toHaveLength(1)
  expect(await validate(ctx, ref)).toBeNull()
  expect(await extract(ctx, runRef, { signal: never })).toBeNull()
  expect(await ctx.catalog.runs.get(runId)).toMatchObject({ state: 'published', counts: { in: 20, loaded: 20 } })
  expect(await published(ctx)).toHaveLength(20)
})

test('a run accepted while Redis is away is found and finished', async () => {
  await using open = await openRuns()
  const cutOff = open.beside({ redisUrl: 'redis://127.0.0.1:1' })
  const { runId } = await acceptRun(cutOff, { recipe, body: readings(100), userId: open.userId })
  open.work()
  expect(await createReconcile(open.ctx)(atOnce)).toBe(1)
  expect(await end(open.ctx, runId)).toMatchObject({ state: 'published', counts: { loaded: 100 } })
})

test('Redis losing everything in the middle of a run costs time, not records', async () => {
  await using open = await openRuns()
  const { ctx } = open
  const runId = await accept(open, readings(4000))
  // Half-done: some chunks staged, some passed, some only cut.
  const runRef = { v: jobVersion, run: runId, epoch: 0 } as const
  const cutting = extract(ctx, runRef, { signal: never })
  await expect.poll(() => ctx.broker.flight.ordinals(runId)).toHaveLength(5)
  const { recipe: hash } = (await ctx.catalog.runs.replayable(runId))!
  const refs = [0, 1, 2].map((ordinal): ChunkRef => ({ ...runRef, ordinal, recipe: hash }))
  for (const ref of refs) await transform(ctx, ref)
  for (const ref of refs.slice(0, 2)) await load(ctx, ref)
  await validate(ctx, refs[0]!)

  await forgetEverything(open.prefix)
  expect(await createReconcile(ctx)(atOnce)).toBe(1)
  open.work()
  const run = await end(ctx, runId)
  expect(run).toMatchObject({ state: 'published', counts: { in: 4000, loaded: 4000 } })
  expect((await published(ctx)).map(({ n }) => n)).toEqual(Array.from({ length: 4000 }, (_, n) => n))
  await cutting
})

test('when Redis has forgotten everything, runs are looked at without waiting for them to be quiet', async () => {
  await using open = await openRuns()
  const reconcile = createReconcile(open.ctx)
  const patient = { ...atOnce, quietMs: 3600_000 }
  expect(await reconcile(patient)).toBe(0)
  const runIds = [await accept(open, readings(10)), await accept(open, readings(20))]
  expect(await reconcile(patient)).toBe(0)
  await forgetEverything(open.prefix)
  expect(await reconcile(patient)).toBe(2)
  open.work()
  for (const runId of runIds) expect(await end(open.ctx, runId)).toMatchObject({ state: 'published' })
})

test('a run whose room is all held by chunks that nobody works on is started afresh, though its cutting goes on', async () => {
  await using open = await openRuns()
  const { ctx } = open
  const runId = await accept(open, readings(4000))
  const stop = new AbortController()
  const cutting = extract(ctx, { v: jobVersion, run: runId, epoch: 0 }, { signal: stop.signal }).catch(() => null)
  await expect.poll(() => ctx.broker.flight.ordinals(runId)).toHaveLength(5)
  await forgetJobs(open.prefix, 'transform')
  expect(await createReconcile(ctx)(atOnce)).toBe(1)
  open.work()
  expect(await end(ctx, runId)).toMatchObject({ state: 'published', counts: { in: 4000, loaded: 4000 } })
  stop.abort()
  await cutting
})

test('a run that is cut to its end is left alone while its last chunk waits for room', async () => {
  await using open = await openRuns()
  const { ctx } = open
  const runId = await accept(open, readings(10))
  await ctx.broker.flight.admit(newId(), 0, new Uint8Array(ctx.limits.flight.bytes), ctx.limits.flight)
  open.work(ctx, { only: ['extract'] })
  await expect.poll(() => ctx.catalog.runs.get(runId)).toMatchObject({ state: 'running', chunks: 1 })
  expect(await createReconcile(ctx)(atOnce)).toBe(0)
})

test('what Redis brings back of runs that are over is cleared away', async () => {
  await using open = await openRuns()
  const { ctx } = open
  const runId = await accept(open, readings(10))
  await cancelRun(ctx, runId)
  await ctx.broker.flight.admit(runId, 0, readings(10), ctx.limits.flight)
  await createReconcile(ctx)({ ...atOnce, quietMs: 3600_000 })
  expect([await ctx.broker.flight.bytes(), await ctx.broker.flight.runs()]).toEqual([0, []])
})

test('cutting that waits for room hears of a cancel at once', async () => {
  await using open = await openRuns()
  const { ctx } = open
  const runId = await accept(open, readings(4000))
  await ctx.broker.flight.admit(newId(), 0, new Uint8Array(ctx.limits.flight.bytes), ctx.limits.flight)
  open.work()
  await expect.poll(() => ctx.catalog.runs.get(runId)).toMatchObject({ state: 'running' })
  await cancelRun(ctx, runId)
  const cutting = { v: jobVersion, run: runId, epoch: 0 } as const
  await expect.poll(() => ctx.broker.queues.isAlive('extract', cutting), { timeout: 400 }).toBe(false)
  expect(await ctx.catalog.runs.get(runId)).toMatchObject({ state: 'cancelled' })
})

test('a run whose input is not whole any more fails and says so', async () => {
  await using open = await openRuns()
  const runId = await accept(open, readings(10))
  const sql = postgres(inject('databaseUrl'), { connection: { search_path: open.prefix } })
  await sql`delete from input_parts`
  await sql.end()
  open.work()
  expect(await end(open.ctx, runId)).toMatchObject({ state: 'failed', error: { code: 'input-lost' } })
})

test('a run that is being worked on is left alone', async () => {
  await using open = await openRuns()
  await accept(open, readings(10))
  expect(await createReconcile(open.ctx)(atOnce)).toBe(0)
})

test('a stored chunk that changed is never published', async () => {
  await using open = await openRuns()
  const { ctx } = open
  const runId = await accept(open, readings(5))
  const runRef = { v: jobVersion, run: runId, epoch: 0 } as const
  const { run } = (await extract(ctx, runRef, { signal: never }))!
  const ref: ChunkRef = { ...runRef, ordinal: 0, recipe: run.recipe }
  await transform(ctx, ref)
  await ctx.catalog.chunks.stage(runId, 0, {
    recipe: run.recipe,
    data: Buffer.from('something else'),
    sha256: 'not its checksum',
    counts: { in: 5, filtered: 0, stored: 5 },
    refused: [],
    transformMs: 0,
  })
  await expect(validate(ctx, ref)).rejects.toThrow('checksum')
  expect(await ctx.catalog.registry.list()).toEqual([])
})

/** What FLUSHALL does, to this test's keys alone. */
const forgetEverything = (prefix: string) => forget(`${prefix}:*`)

const forgetJobs = (prefix: string, stage: Stage) => forget(`${prefix}:${stage}:*`)

async function forget(pattern: string): Promise<void> {
  const redis = new Redis(inject('redisUrl'))
  const keys = await redis.keys(pattern)
  await redis.del(keys)
  redis.disconnect()
}
