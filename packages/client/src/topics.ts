import type { BusEvent, Topic } from '@syndicate/contracts'
import type { ClientError } from './client-error.ts'
import type { StreamItem } from './client.ts'

/** Who follows topics: what it has seen of each, and where its items go. */
export interface Follower {
  /** The last seq by topic; a topic is missing until it is known where "now" was. */
  readonly seen: Record<Topic, number>
  take(item: StreamItem): void
  /** The server listens to the topic for us. */
  began(topic: Topic): void
  fail(error: ClientError): void
}

interface Entry {
  followers: Set<Follower>
  /** The last seq the connection has passed; -1 until the topic began. */
  position: number
}

export type Topics = ReturnType<typeof createTopics>

/**
 * Every topic that is followed. However events come, by socket or by polling, from the start or after a break: each follower
 * gets those of a topic in order and each once, and is told how many it cannot have.
 */
export function createTopics() {
  const entries = new Map<Topic, Entry>()

  function advance(topic: Topic, follower: Follower, seq: number): boolean {
    const seen = follower.seen[topic] ?? seq - 1
    if (seq <= seen) return false
    follower.seen[topic] = seq
    if (seq > seen + 1) follower.take({ type: 'gap', topic, missed: seq - seen - 1 })
    return true
  }

  return {
    names: (): Topic[] => [...entries.keys()],
    has: (topic: Topic): boolean => entries.has(topic),

    /** @returns whether the server has to be asked (again) for the topic */
    add(topic: Topic, follower: Follower): boolean {
      const entry = entries.get(topic) ?? { followers: new Set(), position: -1 }
      entries.set(topic, entry)
      entry.followers.add(follower)
      if (entry.position < 0 || follower.seen[topic] !== undefined) return true
      follower.seen[topic] = entry.position
      follower.began(topic)
      return false
    },

    /** @returns whether nobody follows the topic any more */
    remove(topic: Topic, follower: Follower): boolean {
      const entry = entries.get(topic)
      if (!entry?.followers.delete(follower) || entry.followers.size) return false
      return entries.delete(topic)
    },

    /** After which seq to ask: what the one furthest behind has seen. undefined: from now on. */
    since(topic: Topic): number | undefined {
      const seen = [...(entries.get(topic)?.followers ?? [])].map((each) => each.seen[topic] ?? Infinity)
      const least = Math.min(...seen)
      return least < Infinity ? least : undefined
    },

    /** The connection gives the topic after this seq from here on. */
    begin(topic: Topic, position: number): void {
      const entry = entries.get(topic)
      if (!entry) return
      entry.position = position
      for (const follower of entry.followers) {
        follower.seen[topic] ??= position
        follower.began(topic)
      }
    },

    event(event: BusEvent): void {
      const { topic, seq } = event
      const entry = entries.get(topic)
      if (!entry) return
      // A connection goes forward, so the topic was begun anew: the server's memory of events was lost.
      const anew = seq <= entry.position
      entry.position = seq
      for (const follower of entry.followers) {
        if (anew) follower.seen[topic] = 0
        if (advance(topic, follower, seq)) follower.take({ type: 'event', event })
      }
    },

    /** So many after the position are not to be had. */
    gap(topic: Topic, missed: number): void {
      const entry = entries.get(topic)
      if (!entry) return
      entry.position += missed
      // As if the event after it were here already.
      for (const follower of entry.followers)
        if (advance(topic, follower, entry.position + 1)) follower.seen[topic] = entry.position
    },

    /** Ends who follows this topic, or any. */
    fail(error: ClientError, topic?: Topic): void {
      // Gathered first: who is told may follow again at once.
      const told = [...entries].flatMap(([name, { followers }]) => ((topic ?? name) === name ? [...followers] : []))
      for (const follower of told) follower.fail(error)
    },
  }
}
