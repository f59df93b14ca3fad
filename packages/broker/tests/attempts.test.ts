import { expect, test } from 'vitest'
import type { AttemptKey } from '../src/index.ts'
import { openBroker } from './fixture.ts'

const rule = { free: 3, firstPauseMs: 60_000, longestPauseMs: 200_000, forgottenAfterMs: 600_000 }

test('so many tries are free over all processes, and one refused is not counted', async () => {
  await using one = await openBroker()
  await using other = await openBroker(one.prefix)
  const keys = [{ key: 'a', rule }]
  const all = await Promise.all(
    Array.from({ length: 20 }, (_, index) => (index % 2 ? one : other).broker.attempts.begin(keys)),
  )
  expect(all.filter((pause) => pause === 0)).toHaveLength(3)
  for (const pause of all.filter((each) => each > 0))
    expect(pause).toSatisfy((ms: number) => ms > 50_000 && ms <= 60_000)
  await one.broker.attempts.undo(keys)
  expect(await other.broker.attempts.begin(keys)).toBe(0)
})

test('the pause doubles up to the longest, and one counter that refuses spares the others', async () => {
  await using one = await openBroker()
  const { attempts } = one.broker
  const short = { free: 1, firstPauseMs: 40, longestPauseMs: 100, forgottenAfterMs: 60_000 }
  const keys: AttemptKey[] = [{ key: 'b', rule: short }]
  const pauses: number[] = []
  for (let round = 0; round < 4; round += 1) {
    await expect.poll(() => attempts.begin(keys), { interval: 2 }).toBe(0)
    pauses.push(await attempts.begin(keys))
  }
  for (const [index, longest] of [40, 80, 100, 100].entries())
    expect(pauses[index]).toSatisfy((ms: number) => ms > longest - 39 && ms <= longest)
  expect(
    await attempts.begin([
      { key: 'b', rule: { ...short, longestPauseMs: 60_000 } },
      { key: 'c', rule },
    ]),
  ).not.toBe(0)
  for (let round = 0; round < 3; round += 1) expect(await attempts.begin([{ key: 'c', rule }])).toBe(0)
})

test('what is not tried for a while is forgotten, and taking back what is forgotten leaves nothing', async () => {
  await using one = await openBroker()
  const { attempts } = one.broker
  const keys = [{ key: 'd', rule: { ...rule, free: 1, forgottenAfterMs: 30 } }]
  expect(await attempts.begin(keys)).toBe(0)
  expect(await attempts.begin(keys)).toBeGreaterThan(0)
  await expect.poll(() => attempts.begin(keys), { interval: 5 }).toBe(0)
  const forgotten = [{ key: 'e', rule }]
  await attempts.undo(forgotten)
  for (let round = 0; round < 3; round += 1) expect(await attempts.begin(forgotten)).toBe(0)
  expect(await attempts.begin(forgotten)).toBeGreaterThan(0)
})
