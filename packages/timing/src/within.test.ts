import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { within } from './within.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const never = new Promise<never>(() => {})

test('what comes in time is passed on, and no timer is left', async () => {
  expect(await within(10, Promise.resolve(1))).toBe(1)
  await expect(within(10, Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(vi.getTimerCount()).toBe(0)
})

test('what is late is an error, or what the caller says', async () => {
  const late = [
    within(10, never),
    within(10, never, () => null),
    within(-1, never, () => {
      throw new RangeError('slow')
    }),
  ]
  const outcomes = Promise.allSettled(late)
  await vi.advanceTimersByTimeAsync(10)
  expect(await outcomes).toMatchObject([
    { reason: { message: 'no answer within 10 ms' } },
    { value: null },
    { reason: { name: 'RangeError' } },
  ])
})

test('what fails when nobody waits any more is let go', async () => {
  const promised = Promise.withResolvers<void>()
  const waited = within(10, promised.promise, () => 'late')
  await vi.advanceTimersByTimeAsync(10)
  promised.reject(new Error('unheard'))
  expect(await waited).toBe('late')
})
