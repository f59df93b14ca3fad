import { jobVersion, type ChunkRef } from '@syndicate/contracts'
import { expect, inject, test } from 'vitest'
import { acceptRun, createReconcile } from '../src/index.ts'
import { extract } from '../src/extract.ts'
import { load } from '../src/load.ts'
import { transform } from '../src/transform.ts'
import { validate } from '../src/validate.ts'
import { accept, end, openRuns, published, readings, recipe } from './fixture.ts'

const atOnce = { quietMs: 0, unclaimedPartsMs: 3600_000 }
const never = new AbortController().signal

test('every verb twice, and once more out of order, changes nothing', async () => {
  await using open = await openRuns()
  const { ctx } = open
  const runId = await accept(open, readings(20))
  const runRef = { v: jobVersion, run: runId, epoch: 0 } as const
  const extracted = (await extract(ctx, runRef, never))!
  await extract(ctx, runRef, never)
  const ref: ChunkRef = { ...runRef, ordinal: 0, recipe: extracted.run.recipe }
  expect(await transform(ctx, ref)).toMatchObject({ records: 20 })
  expect(await transform(ctx, ref)).toBeNull()
  expect(await load(ctx, ref)).toMatchObject({ records: 20 })
  expect(await load(ctx, ref)).toBeNull()
  expect(await transform(ctx, ref)).toBeNull()
  const [first, second] = await Promise.all([validate(ctx, ref), validate(ctx, ref)])
  expect([first?.finished, second?.finished].filter(Boolean)).toHaveLength(1)
  expect(await validate(ctx, ref)).toBeNull()
  expect(await extract(ctx, runRef, never)).toBeNull()
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
  const cutting = extract(ctx, runRef, never)
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
  const { run } = (await extract(ctx, runRef, never))!
  const ref: ChunkRef = { ...runRef, ordinal: 0, recipe: run.recipe }
  await transform(ctx, ref)
  await ctx.catalog.chunks.stage(runId, 0, {
    data: Buffer.from('something else'),
    sha256: 'not its checksum',
    counts: { in: 5, filtered: 0, stored: 5 },
    refused: [],
    sources: [],
    transformMs: 0,
  })
  await expect(validate(ctx, ref)).rejects.toThrow('checksum')
  expect(await ctx.catalog.registry.list()).toEqual([])
})

/** What FLUSHALL does, to this test's keys alone. */
async function forgetEverything(prefix: string): Promise<void> {
  const { Redis } = await import('ioredis')
  const redis = new Redis(inject('redisUrl'))
  const keys = await redis.keys(`${prefix}:*`)
  await redis.del(keys)
  redis.disconnect()
}
