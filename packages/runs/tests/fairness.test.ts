import { placeInLine } from '@syndicate/broker'
import { jobVersion } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { extract } from '../src/extract.ts'
import { accept, end, openRuns, readings, smallLimits } from './fixture.ts'

test('however many large runs wait for room, a small one is cut and published', async () => {
  const { bytesPerRun } = smallLimits.flight
  await using open = await openRuns({ ...smallLimits, flight: { bytes: bytesPerRun * 8, bytesPerRun } })
  const { ctx } = open
  // Nobody transforms: the large runs fill their room and stay.
  open.work(ctx, { only: ['extract'] })
  const large = await Promise.all(Array.from({ length: 6 }, () => accept(open, readings(4000))))
  await expect.poll(() => ctx.broker.flight.bytes()).toBeGreaterThan(bytesPerRun * 4)
  open.work(open.beside(), { only: ['load', 'validate'] })
  const small = await accept(open, readings(1))
  await expect.poll(() => ctx.broker.flight.ordinals(small)).toEqual([0])
  open.work(open.beside(), { only: ['transform'] })
  expect(await end(ctx, small)).toMatchObject({ state: 'published' })
  for (const runId of large)
    expect(await end(ctx, runId)).toMatchObject({ state: 'published', counts: { loaded: 4000 } })
})

test('a record passes the chunks of a large run that came before it', async () => {
  await using open = await openRuns()
  const { ctx } = open
  open.work(ctx, { only: ['extract'] })
  const large = await accept(open, readings(4000))
  await expect.poll(() => ctx.broker.flight.ordinals(large)).toHaveLength(5)
  const small = await accept(open, readings(1))
  await expect.poll(() => ctx.broker.flight.ordinals(small)).toEqual([0])
  const order: string[] = []
  const worker = ctx.broker.work(
    'transform',
    async ({ run, ordinal }) => void order.push(run === small ? 'small' : `${ordinal}`),
    {
      concurrency: 1,
      lockMs: 5_000,
      postponeMs: () => null,
      onExhausted: () => {},
    },
  )
  await expect.poll(() => order).toHaveLength(6)
  expect(order.indexOf('small')).toBeLessThan(order.indexOf('4'))
  await worker.stop()
})

test('a run that is started afresh keeps its place in line, but for what of a large one has not come far', async () => {
  await using open = await openRuns()
  const { broker, catalog } = open.ctx
  const run = await accept(open, readings(4000))
  const later = placeInLine(0, 0, Date.now() + 1_000)
  await expect.poll(() => placeInLine(0, 0), { timeout: 5_000 }).toBeGreaterThan(later)
  const [quiet] = await catalog.runs.quiet(0, 1)
  expect(await catalog.runs.redrive(quiet!)).toBe(1)
  const over = new AbortController()
  const cutting = extract(open.ctx, { v: jobVersion, run, epoch: 1 }, { signal: over.signal }).catch(() => null)
  const transforms = broker.queues.opened().find(({ name }) => name === 'transform')!
  const places = async () =>
    (await transforms.getPrioritized())
      .sort((one, other) => one.data.ordinal - other.data.ordinal)
      .map((job) => job.priority)
  await expect.poll(places).toHaveLength(5)
  const [first, , , last, rest] = await places()
  expect(Math.max(first!, last!)).toBeLessThan(later)
  expect(rest).toBeGreaterThan(later)
  over.abort()
  await cutting
})
