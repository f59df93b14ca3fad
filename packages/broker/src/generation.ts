import { randomUUID } from 'node:crypto'
import type { Home } from './home.ts'
import type { RedisClient } from './redis-client.ts'

/**
 * Names what Redis knows at the moment: another name means that it was restarted, emptied or set back since, and
 * jobs that were there may be gone.
 */
export function createGeneration(redis: RedisClient, home: Home, prefix: string): () => Promise<string> {
  const key = `${prefix}:generation`
  return async () => {
    // The mark goes with the data; the id of the process tells of a restart with older data, mark included.
    const server = /^run_id:(\w+)/m.exec(await home.info('server'))?.[1]
    const mark = await redis.get(key)
    if (mark !== null) return `${server} ${mark}`
    // Written only when it is missing: a full Redis refuses to write.
    await redis.set(key, randomUUID(), 'NX')
    return `${server} ${await redis.get(key)}`
  }
}
