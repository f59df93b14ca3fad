import type { Topic } from '@syndicate/contracts'
import type { TopicEvent, TopicHub } from './topic-hub.ts'

/** What is read at once while a reader catches up, in bytes. */
const pieceBytes = 128 * 1024
/** So many live events wait at most while a reader catches up, the newest: the others are read like those before them. */
const mostWaiting = 256

export interface TopicFeedDeps {
  topic: Topic
  /** The last seq the reader has seen; undefined for one who starts now. */
  since: number | undefined
  hub: Pick<TopicHub, 'listen' | 'last' | 'messages'>
  deliver: (message: TopicEvent) => void
  gap: (missed: number) => void
  /** Resolves when the reader has taken what was delivered, or will take nothing any more. */
  room: () => Promise<void>
  onError: (error: unknown) => void
}

export interface TopicFeed {
  /** The last seq of the topic when it became live. */
  readonly last: number
  /** Sends what the reader missed, as it takes it, then what came meanwhile, then what comes. */
  begin(): Promise<void>
  stop(): void
}

/**
 * A topic without holes and without doubles for one reader. While it catches up, live events wait in line; a jump of
 * seq in live events (a lost connection to Redis) makes it catch up again.
 * Resolves when live, having delivered nothing yet.
 */
export async function createTopicFeed(deps: TopicFeedDeps): Promise<TopicFeed> {
  const { topic, since, hub, deliver, gap, room, onError } = deps
  let waiting: TopicEvent[] | null = []
  /** Whether some that waited were let go. */
  let isBehind = false
  let stopped = false
  const leave = await hub.listen(topic, onLive)
  const now = await hub.last(topic).catch((error: unknown) => {
    leave()
    throw error
  })
  let last = since ?? now

  function onLive(message: TopicEvent): void {
    if (waiting) return wait(message, waiting)
    const { seq } = message
    if (seq === last + 1) return pass(message)
    waiting = [message]
    const settled = seq <= last ? lookBack() : catchUp()
    settled.catch(onError)
  }

  function wait(message: TopicEvent, line: TopicEvent[]): void {
    line.push(message)
    if (line.length <= mostWaiting) return
    line.shift()
    isBehind = true
  }

  function pass(message: TopicEvent): void {
    last = message.seq
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

  async function catchUp(): Promise<void> {
    try {
      for (let more = true; more && !stopped; more ||= isBehind) {
        isBehind = false
        const piece = await hub.messages(topic, last, pieceBytes)
        if (stopped) return
        if (piece.missed > 0) gap(piece.missed)
        last += piece.missed
        piece.events.forEach(pass)
        more = piece.more
        await room()
      }
    } finally {
      flush()
    }
  }

  function flush(): void {
    const held = waiting ?? []
    waiting = null
    for (const message of held) {
      const { seq } = message
      if (stopped || seq <= last) continue
      if (seq > last + 1) gap(seq - last - 1)
      pass(message)
    }
  }

  return {
    last: now,
    begin: async () => (since === undefined && !isBehind ? flush() : catchUp()),
    stop() {
      stopped = true
      leave()
    },
  }
}
