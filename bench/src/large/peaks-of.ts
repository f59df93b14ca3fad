import type { Stack } from '@syndicate/stack'
// Asks the server of itself what no part of ours needs to know.
// oxlint-disable-next-line eslint/no-restricted-imports
import { Redis } from 'ioredis'
import { peakMemory } from '../machine/memory-of.ts'

/** The most memory that gateway, workers and Redis ever held, in MiB by name. */
export async function peaksOf(stack: Stack): Promise<Record<string, number>> {
  const apps = stack.processes().filter(({ name }) => name === 'gateway' || name.startsWith('worker'))
  return {
    ...Object.fromEntries(apps.map(({ name, pid }) => [name, peakMemory(pid)])),
    Redis: await redisPeak(stack.redisUrl),
  }
}

/** What Redis says of its own data: its process holds more, for buffers and fragments. */
export async function redisPeak(url: string): Promise<number> {
  const redis = new Redis(url)
  try {
    return Number(/^used_memory_peak:(\d+)/m.exec(await redis.info('memory'))?.[1]) / 2 ** 20
  } finally {
    redis.disconnect()
  }
}
