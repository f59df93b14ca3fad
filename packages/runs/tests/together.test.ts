import { expect, test } from 'vitest'
import { createReconcile } from '../src/index.ts'
import { accept, end, openRuns, published, readings, recipe, type OpenRuns } from './fixture.ts'

/** Runs accepted at once, of which the first few statements take one each, and the others gather meanwhile. */
async function acceptMany(open: OpenRuns, count: number, bodyOf: (n: number) => Uint8Array): Promise<string[]> {
  await open.ctx.recipes.keep(recipe)
  return Promise.all(Array.from({ length: count }, (_, n) => accept(open, bodyOf(n), { format: 'json' })))
}

const one = (n: number) => Buffer.from(JSON.stringify([{ n, cpu: 1 }]))

test('small runs that come at once are begun by a few jobs, and each is published once', async () => {
  await using open = await openRuns()
  const runs = await acceptMany(open, 40, one)
  expect((await open.ctx.broker.queues.depths()).extract).toBeLessThan(10)
  open.work()
  for (const run of runs) expect(await end(open.ctx, run)).toMatchObject({ state: 'published', counts: { loaded: 1 } })
  expect((await published(open.ctx)).map(({ n }) => n).toSorted((a, b) => a - b)).toEqual(runs.map((_, n) => n))
  expect(await open.ctx.catalog.registry.get('readings')).toMatchObject({ head: 40, records: 40 })
})

test('of runs that are begun together one that makes no sense fails alone', async () => {
  await using open = await openRuns()
  const runs = await acceptMany(open, 40, (n) => (n % 7 === 6 ? Buffer.from('[{"n":1') : one(n)))
  open.work()
  const ends = await Promise.all(runs.map((run) => end(open.ctx, run)))
  expect(ends.map(({ state }) => state)).toEqual(runs.map((_, n) => (n % 7 === 6 ? 'failed' : 'published')))
  expect(ends[6]!.error).toMatchObject({ code: 'malformed-input' })
  expect(await open.ctx.catalog.outcomes.read()).toEqual([
    { pipeline: 'readings', kind: 'records', label: 'loaded', n: 35 },
    { pipeline: 'readings', kind: 'runs', label: 'failed', n: 5 },
    { pipeline: 'readings', kind: 'runs', label: 'published', n: 35 },
  ])
})

test('runs whose job another run has are not lost as long as that is there, and found when it is gone', async () => {
  await using open = await openRuns()
  const { ctx } = open
  const runs = await acceptMany(open, 40, one)
  expect(await createReconcile(ctx)({ quietMs: 0 })).toBe(0)
  await Promise.all(ctx.broker.queues.opened().map((queue) => queue.obliterate({ force: true })))
  expect(await createReconcile(ctx)({ quietMs: 0 })).toBe(40)
  open.work()
  for (const run of runs) expect(await end(ctx, run)).toMatchObject({ state: 'published' })
  expect(await published(ctx)).toHaveLength(40)
})

test('a run that is cancelled takes nothing along that was accepted with it', async () => {
  await using open = await openRuns()
  const { ctx } = open
  const runs = await acceptMany(open, 40, one)
  const cancelled = runs.filter((_, n) => n % 3 === 0)
  for (const run of cancelled) await ctx.catalog.runs.cancel(run)
  open.work()
  const ends = await Promise.all(runs.map((run) => end(ctx, run)))
  expect(ends.map(({ state }) => state)).toEqual(runs.map((_, n) => (n % 3 === 0 ? 'cancelled' : 'published')))
})

test('what was accepted together counts against what one user may have under way', async () => {
  await using open = await openRuns()
  const limited = { ...open.ctx, limits: { ...open.ctx.limits, unfinishedRuns: 5 } }
  const asked = () => accept({ ...open, ctx: limited }, readings(1)).catch((error: { code: string }) => error.code)
  await Promise.all(Array.from({ length: 40 }, asked))
  expect(await asked()).toBe('too-many-runs')
})
