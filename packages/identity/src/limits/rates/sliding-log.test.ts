import { expect, test } from 'vitest'
import { createSlidingLog } from './sliding-log.ts'

test('of several limits, leave counts against all of them or against none', () => {
  const log = createSlidingLog(60_000, () => 0)
  const of = (key: string) => [
    { key, limit: 3 },
    { key: 'person', limit: 4 },
  ]
  const allowed = (key: string, count: number) =>
    Array.from({ length: count }, () => log.take(of(key))).filter((verdict) => verdict.allowed).length
  expect([allowed('a', 5), allowed('b', 5)]).toEqual([3, 1])
  expect(log.look(of('b')).left.map(({ remaining }) => remaining)).toEqual([2, 0])
})

test('who has not asked for a whole window is forgotten, whatever was counted', () => {
  const clock = { now: 0 }
  const log = createSlidingLog(60_000, () => clock.now)
  for (let index = 0; index < 1_000; index += 1) log.take([{ key: `stranger ${index}`, limit: 10 }])
  expect(log.size).toBe(1_000)
  clock.now = 60_000
  for (let index = 0; index < 500; index += 1) log.take([{ key: 'somebody', limit: 1_000 }])
  expect(log.size).toBe(1)
})
