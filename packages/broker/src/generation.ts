import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'

/**
 * Names what Redis knows at the moment: another name means that it was restarted, emptied or set back since, and
 * jobs that were there may be gone.
 */
export function createGeneration(redis: Redis, prefix: string): () => Promise<string> {
  const key = `${prefix}:generation`
  return async () => {
    // The mark goes with the data; the id of the process tells of a restart with older data, mark included.
    await redis.set(key, randomUUID(), 'NX')
    const [mark, server] = await Promise.all([redis.get(key), redis.info('server')])
    return `${/^run_id:(\w+)/m.exec(server)?.[1]} ${mark}`
  }
}
