import { expect, test } from 'vitest'
import { backoff } from './backoff.ts'

test('backoff is anywhere up to a bound that doubles and then stays', () => {
  const bounds = [0, 1, 2, 5, 6, 100].map((failures) => backoff(failures, 500, 30_000, () => 1))
  expect(bounds).toEqual([500, 1000, 2000, 16_000, 30_000, 30_000])
  expect(backoff(3, 500, 30_000, () => 0)).toBe(0)
})
