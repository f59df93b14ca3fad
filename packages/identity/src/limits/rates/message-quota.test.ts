import { expect, test } from 'vitest'
import { createMessageQuota } from './message-quota.ts'

test('past the quota messages are refused, and past it again they are a flood', () => {
  const clock = { now: 0 }
  const quota = createMessageQuota(2, () => clock.now)
  const take = (count: number) => Array.from({ length: count }, () => quota.take('u'))
  expect(take(5)).toEqual(['allowed', 'allowed', 'refused', 'refused', 'flood'])
  expect(quota.take('another')).toBe('allowed')
  clock.now += 60_000
  expect(take(3)).toEqual(['allowed', 'allowed', 'refused'])
})
