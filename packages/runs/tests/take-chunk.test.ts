import { jobVersion, stages } from '@syndicate/contracts'
import { afterEach, expect, test } from 'vitest'
import { extract } from '../src/stages/extract.ts'
import { armFailPoints, disarmFailPoints, type FailPoint } from '../src/faults/fail-point.ts'
import { accept, end, openRuns, published, readings, smallLimits } from './fixture.ts'

afterEach(disarmFailPoints)

const through = { stages: new Set(stages) }
const refOf = (run: string) => ({ v: jobVersion, run, epoch: 0 }) as const

test('a run of one chunk is published by whoever begins it', async () => {
  await using open = await openRuns()
  const { ctx } = open
  const runId = await accept(open, readings(20))
  expect(await extract(ctx, refOf(runId), through)).toMatchObject({
    chunks: 1,
    finished: { state: 'published', counts: { in: 20, loaded: 20 } },
    taken: { transform: { records: 20 }, load: { records: 20 }, validate: { records: 20 } },
  })
  expect(await published(ctx)).toHaveLength(20)
  expect(await ctx.broker.queues.depths()).toMatchObject({ transform: 0, load: 0, validate: 0 })
  expect(await extract(ctx, refOf(runId), through)).toBeNull()
})

test('a run of more chunks is spread over the queues', async () => {
  await using open = await openRuns()
  const { ctx } = open
  const runId = await accept(open, readings(1000))
  const extracted = await extract(ctx, refOf(runId), through)
  expect(extracted).toMatchObject({ finished: null, taken: null })
  expect((await ctx.broker.queues.depths()).transform).toBe(extracted!.chunks)
})

test('workers of some stages each do their part', async () => {
  await using open = await openRuns()
  const runId = await accept(open, readings(20))
  open.work(open.ctx, { only: ['extract', 'transform'] })
  await expect.poll(async () => (await open.ctx.broker.queues.depths()).load, { timeout: 20_000 }).toBe(1)
  open.work(open.ctx, { only: ['load', 'validate'] })
  expect(await end(open.ctx, runId)).toMatchObject({ state: 'published', counts: { loaded: 20 } })
})

const points: FailPoint[] = ['transform.done', 'load.staged', 'validate.audited', 'publish.committed', 'extract.sealed']

test.for(points)('what failed at %s is done again, and published once', async (point) => {
  const failPoints = `${point}:throw:1`
  // Read back, it takes the steps one after the other.
  await using open = await openRuns({ ...smallLimits, auditShare: 1 }, { failPoints })
  const { ctx } = open
  const runId = await accept(open, readings(20))
  armFailPoints(failPoints)
  await expect(extract(ctx, refOf(runId), through)).rejects.toThrow(point)
  await extract(ctx, refOf(runId), through)
  expect(await ctx.catalog.runs.get(runId)).toMatchObject({ state: 'published', counts: { in: 20, loaded: 20 } })
  expect(await published(ctx)).toHaveLength(20)
  expect(await ctx.catalog.registry.get('readings')).toMatchObject({ head: 1 })
})

test('two workers with the same run publish it once', async () => {
  await using open = await openRuns()
  const runId = await accept(open, readings(20))
  const both = await Promise.all([open.ctx, open.beside()].map((ctx) => extract(ctx, refOf(runId), through)))
  expect(both.filter((extracted) => extracted?.finished)).toHaveLength(1)
  expect(await published(open.ctx)).toHaveLength(20)
})
