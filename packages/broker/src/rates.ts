import type { Redis } from 'ioredis'

/** What became of one request for leave. */
export interface RateVerdict {
  allowed: boolean
  /** How many more would be allowed now. */
  remaining: number
  /** Milliseconds until the oldest leaves the window, so that one more is allowed. */
  resetMs: number
}

/*
 * An exact sliding window: a log of the times at which leave was given. KEYS: the log. ARGV: limit, window in
 * microseconds. The clock is Redis', so that all processes share it. Who is refused is not written down and so does not
 * prolong the window. A time and the length of the log name an entry: within one microsecond the log only grows.
 */
const takeScript = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local limit, window = tonumber(ARGV[1]), tonumber(ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
local used = redis.call('ZCARD', KEYS[1])
local allowed = 0
if used < limit then
  allowed = 1
  redis.call('ZADD', KEYS[1], now, string.format('%.0f:%d', now, used))
  redis.call('PEXPIRE', KEYS[1], math.ceil(window / 1000))
  used = used + 1
end
local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2]
return {allowed, math.max(0, limit - used), math.ceil((oldest + window - now) / 1000)}`

export function createRates(redis: Redis, prefix: string) {
  redis.defineCommand('takeRate', { numberOfKeys: 1, lua: takeScript })
  const scripted = redis as Redis & {
    takeRate(key: string, limit: number, windowUs: number): Promise<[number, number, number]>
  }

  return {
    /**
     * Asks leave for one of at most `limit` in any `windowMs`, in one round trip.
     * Throws what the connection says when Redis is away.
     */
    async take(key: string, limit: number, windowMs: number): Promise<RateVerdict> {
      const [allowed, remaining, resetMs] = await scripted.takeRate(`${prefix}:rate:${key}`, limit, windowMs * 1000)
      return { allowed: allowed === 1, remaining, resetMs }
    },
  }
}
