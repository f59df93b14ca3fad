import type { RedisClient } from './redis-client.ts'

/** One of the limits that something counts against. */
export interface RateWindow {
  key: string
  /** How often in any window. */
  limit: number
}

/** What is left of one limit. */
export interface RateLeft {
  /** How many more would be allowed now. */
  remaining: number
  /** Milliseconds until the oldest leaves the window, so that one more is allowed. */
  resetMs: number
}

/** What became of one request for leave. */
export interface RateVerdict {
  allowed: boolean
  /** Of each limit, in the order they were asked for. */
  left: RateLeft[]
}

/*
 * Exact sliding windows: logs of the times at which leave was given. KEYS: the logs. ARGV: the window in microseconds, and
 * the limit of each log. Leave is given by all or by none. The clock is Redis', so that all processes share it. Who is
 * refused is not written down and so does not prolong the window. A time and the length of the log name an entry: within
 * one microsecond the log only grows.
 */
const takeScript = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local window = tonumber(ARGV[1])
local allowed, used = 1, {}
for i, key in ipairs(KEYS) do
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - window)
  used[i] = redis.call('ZCARD', key)
  if used[i] >= tonumber(ARGV[i + 1]) then allowed = 0 end
end
local answer = {allowed}
for i, key in ipairs(KEYS) do
  if allowed == 1 then
    redis.call('ZADD', key, now, string.format('%.0f:%d', now, used[i]))
    redis.call('PEXPIRE', key, math.ceil(window / 1000))
    used[i] = used[i] + 1
  end
  local oldest = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')[2] or now
  answer[i * 2] = math.max(0, tonumber(ARGV[i + 1]) - used[i])
  answer[i * 2 + 1] = math.ceil((oldest + window - now) / 1000)
end
return answer`

export function createRates(redis: RedisClient, prefix: string) {
  redis.defineCommand('takeRate', { lua: takeScript })
  const scripted = redis as unknown as {
    takeRate(...parts: (string | number)[]): Promise<[number, ...number[]]>
  }

  return {
    /**
     * Asks leave for one in any `windowMs`, of all the limits at once and in one round trip: it counts against each of them
     * or, when one has no room, against none. Throws what the connection says when Redis is away.
     */
    async take(windows: readonly RateWindow[], windowMs: number): Promise<RateVerdict> {
      const keys = windows.map(({ key }) => `${prefix}:rate:${key}`)
      const limits = windows.map(({ limit }) => limit)
      const [allowed, ...figures] = await scripted.takeRate(keys.length, ...keys, windowMs * 1000, ...limits)
      const left = windows.map((_, at) => ({ remaining: figures[at * 2]!, resetMs: figures[at * 2 + 1]! }))
      return { allowed: allowed === 1, left }
    },
  }
}
