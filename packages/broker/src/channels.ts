import type { RedisClient } from './redis-client.ts'

type Listener = (message: string) => void

/** Many listeners over one subscriber connection: Redis hears of a channel's first listener and of its last. */
export function createChannels(subscriber: RedisClient) {
  const listeners = new Map<string, Set<Listener>>()

  subscriber.on('message', (channel: string, message: string) => {
    for (const listener of listeners.get(channel) ?? []) listener(message)
  })

  return {
    async subscribe(channel: string, listener: Listener): Promise<() => Promise<void>> {
      const present = listeners.get(channel)
      const set = present ?? new Set()
      set.add(listener)
      listeners.set(channel, set)
      // Asked every time: a second listener must not be told it is live before the first one's request was answered.
      await subscriber.subscribe(channel)
      return async () => {
        set.delete(listener)
        if (set.size > 0 || listeners.get(channel) !== set) return
        listeners.delete(channel)
        await subscriber.unsubscribe(channel)
      }
    },
  }
}
