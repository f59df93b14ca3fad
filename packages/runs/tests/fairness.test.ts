import { expect, test } from 'vitest'
import { accept, end, openRuns, readings, smallLimits } from './fixture.ts'

test('however many large runs wait for room, a small one is cut and published', async () => {
  await using open = await openRuns()
  const { ctx } = open
  // Nobody transforms: the large runs fill their room and stay.
  open.work(ctx, { only: ['extract'] })
  const large = await Promise.all(Array.from({ length: 6 }, () => accept(open, readings(4000))))
  await expect.poll(() => ctx.broker.flight.bytes()).toBeGreaterThan(smallLimits.flight.bytes * 0.6)
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
