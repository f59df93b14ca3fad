import type { BusEvent, EventData, Topic } from '@syndicate/contracts'
import { createChannels } from './channels.ts'
import { eventText } from './event-text.ts'
import type { Memory } from './memory.ts'
import { publishScript, readScript } from './topic-scripts.ts'
import type { RedisClient } from './redis-client.ts'

/** What is kept for those who come back. Who finds less is told how much is gone. */
const usual = {
  /** A run's events are some hundred bytes each. */
  run: { events: 1000, bytes: 512 * 1024 },
  other: { events: 1000, bytes: 4 * 1024 * 1024 },
  /** Of all together: beyond them the topic that would be forgotten next goes. Callers make topics by making runs and datasets. */
  topics: 10_000,
  bytes: 64 * 1024 * 1024,
}
/** What is sent to Redis at once, in bytes; it is also what a gateway takes in at once. */
const mostAtOnce = 512 * 1024
/** Above this share of Redis' memory no events are kept: room is for work. Who comes back then is told of the gap. */
const tightShare = 0.7

/** How long a topic is kept after its last event, in seconds. */
export interface EventRetention {
  /** There are as many topics of runs as there are runs, each of some kB: kept for a reconnect, the catalog knows the rest. */
  runSeconds: number
  otherSeconds: number
}

export interface NewEvent {
  topic: Topic
  data: EventData
}

/** An event as it is kept: JSON of a `BusEvent` without its topic. */
export interface KeptEvent {
  seq: number
  text: string
}

/** Some of the events of a topic, in order. */
export interface KeptEvents {
  events: KeptEvent[]
  /** How many before them, and after what was seen, are no longer kept. */
  missed: number
  /** Whether there are more behind them. */
  more: boolean
}

interface Scripts {
  publishEvents(...args: (string | number)[]): Promise<null>
  readEvents(counter: string, stream: string, seen: number, bytes: number): Promise<[number, number, 0 | 1, string[]]>
}

/** Live events by pub/sub, and a stream a topic for those who come back, of so many events and so many bytes. */
export function createBus(
  redis: RedisClient,
  subscriber: RedisClient,
  prefix: string,
  retention: EventRetention,
  memory: Pick<Memory, 'share' | 'evicts'>,
  kept = usual,
) {
  redis.defineCommand('publishEvents', { numberOfKeys: 2, lua: publishScript })
  redis.defineCommand('readEvents', { numberOfKeys: 2, lua: readScript })
  const scripts = redis as unknown as Scripts
  const channels = createChannels(subscriber)
  const names = { counter: `${prefix}:seq:`, stream: `${prefix}:events:`, channel: `${prefix}:live:` }
  const accounts = [`${prefix}:topics`, `${prefix}:topics:bytes`]

  async function send(events: Addressed[]): Promise<void> {
    const isTight = (await memory.share()) > tightShare
    const topics = Map.groupBy(events, ({ topic }) => topic)
    await scripts.publishEvents(
      ...accounts,
      names.counter,
      names.stream,
      names.channel,
      new Date().toISOString(),
      isTight ? 0 : 1,
      kept.topics,
      kept.bytes,
      ...[...topics].flatMap(([topic, told]) => [
        topic,
        ...bounds(topic),
        told.length,
        ...told.map(({ text }) => text),
      ]),
    )
  }

  function bounds(topic: Topic): number[] {
    const isRun = topic.startsWith('runs.')
    const { events, bytes } = isRun ? kept.run : kept.other
    return [events, bytes, isRun ? retention.runSeconds : retention.otherSeconds]
  }

  return {
    /** A topic's events are published in the order given, and each is kept before it is sent, while there is room for it. */
    async publish(events: NewEvent[]): Promise<void> {
      for (const some of inBatches(events.map(({ topic, data }) => ({ topic, text: eventText(data) }))))
        await send(some)
    },

    /** Resolves when live. @returns how to unsubscribe */
    subscribe(topic: Topic, listener: (event: BusEvent) => void): Promise<() => Promise<void>> {
      return channels.subscribe(names.channel + topic, (text) => {
        for (const event of JSON.parse(text) as Omit<BusEvent, 'topic'>[]) listener({ topic, ...event })
      })
    },

    /** Forgets what is kept of topics: who comes back is told of the gap. */
    async forget(topics: Topic[]): Promise<void> {
      for (const topic of topics) await redis.unlink(names.stream + topic)
    },

    /** The seq of the newest event, 0 when there is none. */
    last: async (topic: Topic): Promise<number> => Number((await redis.get(names.counter + topic)) ?? 0),

    /**
     * What came after `seq`: as much as `bytes` allow, and one event at least. A `seq` the topic has not reached is of a
     * time that Redis has forgotten: then all there is is news.
     */
    async read(topic: Topic, seq: number, bytes: number): Promise<KeptEvents> {
      const [last, seen, more, found] = await scripts.readEvents(
        names.counter + topic,
        names.stream + topic,
        seq,
        bytes,
      )
      const events: KeptEvent[] = []
      for (let at = 0; at < found.length; at += 2) events.push({ seq: Number(found[at]), text: found[at + 1]! })
      const first = events[0]?.seq ?? last + 1
      return { events, missed: Math.max(0, first - seen - 1), more: more === 1 }
    },
  }
}

interface Addressed {
  topic: Topic
  text: string
}

function* inBatches(events: Addressed[]): Generator<Addressed[]> {
  let batch: Addressed[] = []
  let length = 0
  for (const event of events) {
    if (length > 0 && length + event.text.length > mostAtOnce) {
      yield batch
      batch = []
      length = 0
    }
    batch.push(event)
    length += event.text.length
  }
  if (batch.length > 0) yield batch
}
