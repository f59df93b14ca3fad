import { stages, type Stage } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { accept, end, openRuns, published, readings } from './fixture.ts'

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n)

test.each<{ splits: Stage[][] }>([
  { splits: stages.map((stage) => [stage]) },
  {
    splits: [
      ['extract', 'transform'],
      ['load', 'validate'],
    ],
  },
  {
    splits: [
      ['extract', 'load'],
      ['transform', 'validate'],
    ],
  },
  {
    splits: [
      ['extract', 'validate'],
      ['transform', 'load'],
    ],
  },
  { splits: [['transform', 'load', 'validate'], ['extract']] },
])('workers of $splits publish together what one would alone', async ({ splits }) => {
  await using open = await openRuns()
  for (const only of splits) open.work(open.beside(), { only })
  const cpuOf = (n: number) => (n % 10 === 0 ? 'hot' : 1)
  const large = await accept(open, readings(1500, cpuOf))
  const small = await accept(open, readings(10), { dataset: 'small' })
  expect(await end(open.ctx, large)).toMatchObject({
    state: 'published',
    counts: { in: 1500, loaded: 1350, quarantined: 150 },
  })
  expect(await end(open.ctx, small)).toMatchObject({ state: 'published', counts: { loaded: 10 } })
  expect((await published(open.ctx)).map(({ n }) => n)).toEqual(numbers(1500).filter((n) => n % 10 !== 0))
  expect((await published(open.ctx, 'small')).map(({ n }) => n)).toEqual(numbers(10))
  expect(open.errors).toEqual([])
})

test('what a worker that only transforms has made is seen by nobody, and waits for one that loads', async () => {
  await using open = await openRuns()
  const { ctx } = open
  const runId = await accept(open, readings(400))
  open.work(ctx, { only: ['extract', 'transform'] })
  const states = async () => [...(await ctx.catalog.chunks.states(runId)).values()]
  await expect.poll(states, { timeout: 10_000 }).toEqual(['transformed', 'transformed'])
  await expect.poll(() => ctx.broker.queues.depths()).toMatchObject({ transform: 0, load: 2, validate: 0 })
  expect(await ctx.catalog.registry.list({ limit: 1 })).toEqual({ datasets: [], next: null })
  expect(await ctx.catalog.runs.get(runId)).toMatchObject({ state: 'running', counts: { in: 0 } })
  open.work(open.beside(), { only: ['load', 'validate'] })
  expect(await end(ctx, runId)).toMatchObject({ state: 'published', counts: { loaded: 400 } })
})
