import { jobVersion, type ChunkRef, type Stage } from '@syndicate/contracts'
import { Redis } from 'ioredis'
import postgres from 'postgres'
import { expect, inject, test } from 'vitest'
import { acceptRun, createReconcile } from '../src/index.ts'
import { extract } from '../src/stages/extract.ts'
import { load } from '../src/stages/load.ts'
import { transform } from '../src/stages/transform.ts'
import { validate } from '../src/stages/validate.ts'
import { accept, end, openRuns, published, readings, recipe } from './fixture.ts'

const atOnce = { quietMs: 0 }
/** A worker that goes no further. */
const extracting = { stages: new Set<Stage>(['extract']) }
const transforming = { as: 'transformed' } as const

test('every verb twice, and once more out of order, changes nothing', async () => {
  await using open = await openRuns()
  const { ctx } = open
  const runId = await accept(open, readings(20))
  const runRef = { v: jobVersion, run: runId, epoch: 0 } as const
  const extracted = (await extract(ctx, runRef, extracting))!
  await extract(ctx, runRef, extracting)
  const ref: ChunkRef = { ...runRef, ordinal: 0, recipe: extracted.run.recipe }
  expect(await transform(ctx, ref, transforming)).toMatchObject({ made: { counts: { stored: 20 }, finished: null } })
  expect(await transform(ctx, ref, transforming)).toMatchObject({ state: 'transformed', made: null })
  expect(await load(ctx, ref)).toMatchObject({ records: 20 })
  expect(await load(ctx, ref)).toBeNull()
  expect(await transform(ctx, ref, transforming)).toMatchObject({ state: 'staged', made: null })
  const [first, second] = await Promise.all([validate(ctx, ref), validate(ctx, ref)])
  expect([first?.finished, second?.finished].filter(Boolean)).toHaveLength(1)
  expect(await validate(ctx, ref)).toBeNull()
  expect(await transform(ctx, ref, transforming)).toMatchObject({ state: 'gone', made: null })
  expect(await extract(ctx, runRef, extracting)).toBeNull()
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
  // Half-done: one chunk passed, one is staged, one only transformed, the others are not made.
  const runRef = { v: jobVersion, run: runId, epoch: 0 } as const
  await extract(ctx, runRef, extracting)
  const { recipe: hash } = (await ctx.catalog.runs.replayable(runId))!
  const refs = [0, 1, 2].map((ordinal): ChunkRef => ({ ...runRef, ordinal, recipe: hash }))
  for (const ref of refs) await transform(ctx, ref, transforming)
  for (const ref of refs.slice(0, 2)) await load(ctx, ref)
  await validate(ctx, refs[0]!)

  await forgetEverything(open.prefix)
  expect(await createReconcile(ctx)(atOnce)).toBe(1)
  open.work()
  const run = await end(ctx, runId)
  expect(run).toMatchObject({ state: 'published', counts: { in: 4000, loaded: 4000 } })
  expect((await published(ctx)).map(({ n }) => n)).toEqual(Array.from({ length: 4000 }, (_, n) => n))
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

test('a run is left alone while each of its chunks has a job, and started afresh when they have none', async () => {
  await using open = await openRuns()
  const { ctx } = open
  const runId = await accept(open, readings(4000))
  await extract(ctx, { v: jobVersion, run: runId, epoch: 0 }, extracting)
  await forget(`${open.prefix}:extract:*`)
  const reconcile = createReconcile(ctx)
  expect(await reconcile(atOnce)).toBe(0)
  await forget(`${open.prefix}:transform:*`)
  expect(await reconcile(atOnce)).toBe(1)
  open.work()
  expect(await end(ctx, runId)).toMatchObject({ state: 'published', counts: { in: 4000, loaded: 4000 } })
})

test('a run whose input is not whole any more fails and says so', async () => {
  await using open = await openRuns()
  const runId = await accept(open, readings(10))
  const sql = postgres(open.database.url, { connection: { search_path: open.database.schema } })
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

test('a chunk that is not what was made is never published, though nobody reads it back', async () => {
  await using open = await openRuns()
  const { ctx } = open
  const runId = await accept(open, readings(5))
  const runRef = { v: jobVersion, run: runId, epoch: 0 } as const
  const { run } = (await extract(ctx, runRef, extracting))!
  const ref: ChunkRef = { ...runRef, ordinal: 0, recipe: run.recipe }
  await ctx.catalog.chunks.stage(runId, 0, {
    recipe: run.recipe,
    data: Buffer.from('something else'),
    sha256: 'not its checksum',
    counts: { in: 5, filtered: 0, stored: 5 },
    refused: [],
    fields: {},
    transformMs: 0,
  })
  await expect(validate(ctx, ref)).rejects.toThrow('checksum')
  const passing = ctx.catalog.chunks.pass(runId, 0, 0, { loadMs: 0, validateMs: 0 })
  await expect(passing).rejects.toMatchObject({ code: 'chunk-damaged' })
  expect(await ctx.catalog.registry.list({ limit: 1 })).toEqual({ datasets: [], next: null })
})

/** What FLUSHALL does, to this test's keys alone. */
const forgetEverything = (prefix: string) => forget(`${prefix}:*`)

async function forget(pattern: string): Promise<void> {
  const redis = new Redis(inject('redisUrl'))
  const keys = await redis.keys(pattern)
  await redis.del(keys)
  redis.disconnect()
}
