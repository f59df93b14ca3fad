import type { RedisClient } from './redis-client.ts'

/*
 * KEYS: the places taken, each by when it is free again. ARGV: most, milliseconds, the place. Time is the server's, for
 * gateways' clocks differ.
 */
const now = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)`
const takeScript = `${now}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[1]) then return 0 end
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1`

/* KEYS: the same. ARGV: milliseconds, then the places. */
const keepScript = `${now}
for i = 2, #ARGV do redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[i]) end
redis.call('PEXPIRE', KEYS[1], ARGV[1])`

interface Scripts {
  takePlace(key: string, most: number, ms: number, place: string): Promise<0 | 1>
  keepPlaces(key: string, ms: number, ...places: string[]): Promise<null>
}

/** So many of a thing at a time, over all processes. Who dies keeps its places no longer than it asked for. */
export function createPlaces(redis: RedisClient, prefix: string) {
  redis.defineCommand('takePlace', { numberOfKeys: 1, lua: takeScript })
  redis.defineCommand('keepPlaces', { numberOfKeys: 1, lua: keepScript })
  const scripts = redis as unknown as Scripts
  const nameOf = (of: string) => `${prefix}:places:${of}`

  return {
    /** @param place unlike any other. @returns whether it is one of at most `most`, from now on for so many milliseconds */
    take: async (of: string, place: string, most: number, ms: number): Promise<boolean> =>
      (await scripts.takePlace(nameOf(of), most, ms, place)) === 1,

    /** Keeps places for so many milliseconds more. */
    keep: async (of: string, places: readonly string[], ms: number): Promise<void> => {
      await scripts.keepPlaces(nameOf(of), ms, ...places)
    },

    give: async (of: string, place: string): Promise<void> => {
      await redis.zrem(nameOf(of), place)
    },
  }
}
