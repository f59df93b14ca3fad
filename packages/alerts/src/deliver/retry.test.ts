import { expect, test } from 'vitest'
import { mostAttempts, pauseMs } from './retry.ts'

test('pauses grow fourfold to six hours, and all of them together take most of a day', () => {
  const pauses = Array.from({ length: mostAttempts - 1 }, (_, n) => pauseMs(n + 1, 0, () => 0.5) / 1000)
  expect(pauses).toEqual([5, 20, 80, 320, 1280, 5120, 20_480, 21_600, 21_600])
  expect(pauses.reduce((sum, pause) => sum + pause, 0) / 3600).toBeLessThan(24)
})

test('what failed together does not come back together', () => {
  expect([pauseMs(1, 0, () => 0), pauseMs(1, 0, () => 1)]).toEqual([4000, 6000])
})

test('a receiver may ask for longer, up to an hour', () => {
  expect([pauseMs(1, 60_000), pauseMs(1, 86_400_000), pauseMs(8, 1000, () => 0.5)]).toEqual([
    60_000, 3_600_000, 21_600_000,
  ])
})
