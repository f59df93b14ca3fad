import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
// The benchmark measures BullMQ bare, so it must not go through the broker.
// oxlint-disable-next-line eslint/no-restricted-imports
import { Queue } from 'bullmq'
// oxlint-disable-next-line eslint/no-restricted-imports
import { Redis } from 'ioredis'
import { hopChannel, hopPrefix, hops, type Hop } from './hop-names.ts'

export interface Hops {
  /** Sends a reference through all four queues. @returns milliseconds until the last worker was heard */
  pass(run: number): Promise<number>
  close(): Promise<void>
}

/** Four bare BullMQ queues, their workers in one process of their own: the least that four stages can take. */
export async function openHops(redisUrl: string): Promise<Hops> {
  const child = fork(join(import.meta.dirname, 'hops-process.ts'), [redisUrl])
  await once(child, 'message')
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: null })
  const subscriber = new Redis(redisUrl, { maxRetriesPerRequest: null })
  const first = new Queue<Hop>(hops[0], { connection: redis, prefix: hopPrefix })
  await subscriber.subscribe(hopChannel)

  return {
    async pass(run) {
      const startedAt = performance.now()
      const heard = once(subscriber, 'message')
      await first.add('hop', { run }, { removeOnComplete: true })
      await heard
      return performance.now() - startedAt
    },
    async close() {
      child.disconnect()
      await first.close()
      redis.disconnect()
      subscriber.disconnect()
    },
  }
}
