import { createChannels } from './channels.ts'
import type { RedisClient } from './redis-client.ts'

/** What processes tell each other and nobody keeps. */
export type SignalName = 'session.revoked' | 'run.ended'

/** Notes between processes, heard by whoever listens at that moment. */
export function createSignals(redis: RedisClient, subscriber: RedisClient, prefix: string) {
  const channels = createChannels(subscriber)
  const channelOf = (name: SignalName) => `${prefix}:signal:${name}`
  return {
    async send(name: SignalName, value: string): Promise<void> {
      await redis.publish(channelOf(name), value)
    },
    /** Resolves when live. @returns how to stop listening */
    on: (name: SignalName, listener: (value: string) => void) => channels.subscribe(channelOf(name), listener),
  }
}
