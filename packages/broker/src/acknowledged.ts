import type { RedisClient } from './redis-client.ts'

/** Whoever sends again does so soon: a client comes back within half a minute of finding its server. */
const keptSeconds = 300

/** Which run a message went into, over all gateways, for a while after it was acknowledged. */
export function createAcknowledged(redis: RedisClient, prefix: string) {
  const nameOf = (message: string) => `${prefix}:acknowledged:${message}`

  return {
    keep: async (message: string, runId: string): Promise<void> => {
      await redis.set(nameOf(message), runId, 'EX', keptSeconds)
    },
    find: (message: string): Promise<string | null> => redis.get(nameOf(message)),
  }
}
