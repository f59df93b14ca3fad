import type { Topic } from '@syndicate/contracts'
import { asMessage, type TopicEvent, type TopicHub } from './topic-hub.ts'

export interface TopicFeedDeps {
  topic: Topic
  /** The last seq the reader has seen; undefined for one who starts now. */
  since: number | undefined
  hub: TopicHub
  deliver: (message: TopicEvent) => void
  gap: (missed: number) => void
  onError: (error: unknown) => void
}

export interface TopicFeed {
  /** The last seq of the topic when it became live. */
  readonly last: number
  /** Sends what the reader missed, then what came meanwhile, then what comes. */
  begin(): Promise<void>
  stop(): void
}

/**
 * A topic without holes and without doubles for one reader. While it catches up, live events wait in line; a jump of
 * seq in live events (a lost connection to Redis) makes it catch up again.
 * Resolves when live, having delivered nothing yet.
 */
export async function createTopicFeed({ topic, since, hub, deliver, gap, onError }: TopicFeedDeps): Promise<TopicFeed> {
  let waiting: TopicEvent[] | null = []
  const stop = await hub.listen(topic, onLive)
  const now = await hub.last(topic).catch((error: unknown) => {
    stop()
    throw error
  })
  let last = since ?? now

  function onLive(message: TopicEvent): void {
    if (waiting) return void waiting.push(message)
    const { seq } = message.event
    if (seq === last + 1) return pass(message)
    waiting = [message]
    const settled = seq <= last ? lookBack() : catchUp(last)
    settled.catch(onError)
  }

  function pass(message: TopicEvent): void {
    last = message.event.seq
    deliver(message)
  }

  /** A seq that goes back: an event that was late, and known already, or the topic began anew. Then nothing is missed. */
  async function lookBack(): Promise<void> {
    try {
      if ((await hub.last(topic)) < last) last = 0
    } finally {
      flush()
    }
  }

  async function catchUp(from: number): Promise<void> {
    try {
      const { events, missed } = await hub.since(topic, from)
      if (missed > 0) gap(missed)
      last = from + missed
      for (const event of events) pass({ event, text: asMessage(event) })
    } finally {
      flush()
    }
  }

  function flush(): void {
    const held = waiting ?? []
    waiting = null
    for (const message of held) {
      const { seq } = message.event
      if (seq <= last) continue
      if (seq > last + 1) gap(seq - last - 1)
      pass(message)
    }
  }

  return {
    last: now,
    begin: async () => (since === undefined ? flush() : catchUp(since)),
    stop,
  }
}
