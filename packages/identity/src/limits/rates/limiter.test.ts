import type { RateVerdict, RateWindow } from '@syndicate/broker'
import { expect, test } from 'vitest'
import { createLimiter } from './limiter.ts'

/** Redis with a log of its own; `is` says how it is. */
function setUp(gateways = 2) {
  const clock = { now: 0 }
  const redis = { is: 'up' as 'up' | 'down' | 'frozen', asked: 0, taken: [] as number[] }
  const changes: boolean[] = []
  const rates = {
    async take(
      [{ limit } = { limit: 0 }]: readonly Pick<RateWindow, 'limit'>[],
      windowMs: number,
    ): Promise<RateVerdict> {
      redis.asked += 1
      if (redis.is === 'down') throw new Error('Connection is closed.')
      if (redis.is === 'frozen') return new Promise(() => {})
      redis.taken = redis.taken.filter((at) => at > clock.now - windowMs)
      const allowed = redis.taken.length < limit
      if (allowed) redis.taken.push(clock.now)
      const resetMs = redis.taken[0]! + windowMs - clock.now
      return { allowed, left: [{ remaining: limit - redis.taken.length, resetMs }] }
    },
  }
  const limiter = createLimiter({ rates, gateways, onChange: (away) => changes.push(away), now: () => clock.now })
  const windows = [{ key: 'u', limit: 10 }]
  const allowed = async (count: number) => {
    let passed = 0
    for (let index = 0; index < count; index += 1) if ((await limiter.take(windows)).allowed) passed += 1
    return passed
  }
  return { clock, redis, changes, allowed, limiter, windows }
}

test('with Redis, Redis decides; a flood beyond the limit does not reach it', async () => {
  const { allowed, redis, clock } = setUp()
  expect([await allowed(50), redis.asked]).toEqual([10, 10])
  clock.now += 60_000
  redis.taken = Array.from({ length: 7 }, () => clock.now)
  expect(await allowed(50)).toBe(3)
})

test('without Redis a gateway gives its share, and never more within a minute', async () => {
  const { allowed, redis, clock, changes } = setUp()
  redis.is = 'down'
  expect(await allowed(50)).toBe(5)
  clock.now += 59_999
  expect(await allowed(50)).toBe(0)
  clock.now += 1
  expect(await allowed(50)).toBe(5)
  expect(changes).toEqual([true])
})

test('who had his share before Redis went gets no second one, nor when it comes back empty', async () => {
  const { allowed, redis, clock } = setUp(1)
  expect(await allowed(8)).toBe(8)
  redis.is = 'down'
  expect(await allowed(20)).toBe(2)
  redis.is = 'up'
  redis.taken = []
  clock.now += 1_000
  expect(await allowed(20)).toBe(0)
})

test('a frozen Redis is waited for once, and taken up again when it answers', async () => {
  const { allowed, redis, clock, changes, limiter, windows } = setUp()
  redis.is = 'frozen'
  const startedAt = performance.now()
  expect(await allowed(20)).toBe(5)
  expect(performance.now() - startedAt).toBeLessThan(1_000)
  expect(redis.asked).toBe(1)
  redis.is = 'up'
  clock.now += 60_001
  expect((await limiter.take(windows)).allowed).toBe(true)
  await expect.poll(() => changes).toEqual([true, false])
})
