import type { RedisClient } from './redis-client.ts'

/** How often something may be tried: some times freely, then with a pause that doubles from try to try. */
export interface AttemptRule {
  free: number
  firstPauseMs: number
  longestPauseMs: number
  /** After that long without a try, they are free again. */
  forgottenAfterMs: number
}

/** Who tries, or what is tried at, and the rule for it. */
export interface AttemptKey {
  key: string
  rule: AttemptRule
}

/*
 * KEYS: the counters. ARGV: of each counter the four numbers of its rule.
 * A try is counted by all counters or by none: one that is refused prolongs nothing. Time is the server's, for gateways'
 * clocks differ. Returns for how many milliseconds the try is refused, or 0.
 */
const beginScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local pause = 0
for i, key in ipairs(KEYS) do
  local free, first, longest = tonumber(ARGV[i * 4 - 3]), tonumber(ARGV[i * 4 - 2]), tonumber(ARGV[i * 4 - 1])
  local tried, at = unpack(redis.call('HMGET', key, 'tried', 'at'))
  local over = (tonumber(tried) or 0) - free
  if over >= 0 then pause = math.max(pause, at + math.min(longest, first * 2 ^ math.min(over, 30)) - now) end
end
if pause > 0 then return math.ceil(pause) end
for i, key in ipairs(KEYS) do
  redis.call('HINCRBY', key, 'tried', 1)
  redis.call('HSET', key, 'at', now)
  redis.call('PEXPIRE', key, ARGV[i * 4])
end
return 0`

/* KEYS: the counters. One that was forgotten meanwhile stays so. */
const undoScript = `
for _, key in ipairs(KEYS) do
  if redis.call('HINCRBY', key, 'tried', -1) <= 0 then redis.call('DEL', key) end
end`

interface Scripts {
  beginAttempt(...parts: (string | number)[]): Promise<number>
  undoAttempt(...parts: (string | number)[]): Promise<null>
}

/** Counts tries over all processes. */
export function createAttempts(redis: RedisClient, prefix: string) {
  redis.defineCommand('beginAttempt', { lua: beginScript })
  redis.defineCommand('undoAttempt', { lua: undoScript })
  const scripts = redis as unknown as Scripts
  const names = (keys: readonly AttemptKey[]) => keys.map(({ key }) => `${prefix}:attempts:${key}`)

  return {
    /**
     * Counts a try before its outcome is known, so that many at once are counted as well.
     * @returns for how many milliseconds it is refused, or 0 when it may go on
     */
    begin(keys: readonly AttemptKey[]): Promise<number> {
      const rules = keys.flatMap(({ rule }) => [
        rule.free,
        rule.firstPauseMs,
        rule.longestPauseMs,
        rule.forgottenAfterMs,
      ])
      return scripts.beginAttempt(keys.length, ...names(keys), ...rules)
    },

    /** Takes a try back that turned out to be right. */
    async undo(keys: readonly AttemptKey[]): Promise<void> {
      await scripts.undoAttempt(keys.length, ...names(keys))
    },
  }
}
