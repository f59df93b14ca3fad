import { stages, type Stage } from '@syndicate/contracts'
import type { Redis } from 'ioredis'

/** How long a worker that fell silent still counts, in milliseconds. */
const presentMs = 10_000

/*
 * KEYS: who is there, one set a stage, by when they last said so. ARGV: who says so, and how long that holds in milliseconds.
 * The clock is Redis', so that all processes share it.
 */
const sayScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for _, key in ipairs(KEYS) do
  redis.call('ZADD', key, now, ARGV[1])
  redis.call('ZREMRANGEBYSCORE', key, '-inf', '(' .. now - ARGV[2])
  redis.call('PEXPIRE', key, ARGV[2])
end`

const countScript = `
local time = redis.call('TIME')
local since = time[1] * 1000 + math.floor(time[2] / 1000) - ARGV[1]
local counts = {}
for i, key in ipairs(KEYS) do counts[i] = redis.call('ZCOUNT', key, since, '+inf') end
return counts`

interface Scripts {
  sayPresent(...parts: (string | number)[]): Promise<null>
  countPresent(...parts: (string | number)[]): Promise<number[]>
}

/** Which workers are there: they say so themselves, so that one that hangs is missed though its connections are open. */
export function createPresence(redis: Redis, prefix: string) {
  redis.defineCommand('sayPresent', { lua: sayScript })
  redis.defineCommand('countPresent', { lua: countScript })
  const scripts = redis as unknown as Scripts
  const keysOf = (some: readonly Stage[]) => some.map((stage) => `${prefix}:workers:${stage}`)

  return {
    /** A worker says that it takes jobs of these stages. It holds for ten seconds. */
    async say(id: string, working: readonly Stage[]): Promise<void> {
      await scripts.sayPresent(working.length, ...keysOf(working), id, presentMs)
    },

    /** A worker says that it takes no more. */
    async leave(id: string, working: readonly Stage[]): Promise<void> {
      await Promise.all(keysOf(working).map((key) => redis.zrem(key, id)))
    },

    /** Workers that take jobs of each stage. */
    async count(): Promise<Record<Stage, number>> {
      const counts = await scripts.countPresent(stages.length, ...keysOf(stages), presentMs)
      return Object.fromEntries(stages.map((stage, at) => [stage, counts[at]!])) as Record<Stage, number>
    },
  }
}
