import type { BusEvent, EventData, Topic } from '@syndicate/contracts'
import type { Redis } from 'ioredis'
import { createChannels } from './channels.ts'
import type { Memory } from './memory.ts'

/** Events a topic keeps for those who come back. */
const keptEvents = 1000
/** Above this share of Redis' memory no events are kept: room is for work. Who comes back then is told of the gap. */
const tightShare = 0.7
/** How long a topic is kept after its last event, in seconds. */
export interface EventRetention {
  /** There are as many topics of runs as there are runs, each of some kB: kept for a reconnect, the catalog knows the rest. */
  runSeconds: number
  otherSeconds: number
}

/*
 * KEYS: counter and stream of each topic in turn. ARGV: time, kept events, then of each topic its channel, kept seconds, how many
 * events, and each one's data. A topic's events are sent in one message.
 */
const publishScript = `
local at = 3
for i = 1, #KEYS, 2 do
  local channel, kept, count = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2])
  local first = redis.call('INCRBY', KEYS[i], count) - count
  local events = {}
  for n = 1, count do
    local seq = string.format('%d', first + n)
    events[n] = '{"seq":' .. seq .. ',"at":"' .. ARGV[1] .. '","data":' .. ARGV[at + 2 + n] .. '}'
    if ARGV[2] ~= '0' then redis.call('XADD', KEYS[i + 1], 'MAXLEN', '~', ARGV[2], seq .. '-0', 'e', events[n]) end
  end
  if ARGV[2] ~= '0' then redis.call('EXPIRE', KEYS[i + 1], kept) end
  redis.call('EXPIRE', KEYS[i], kept)
  redis.call('PUBLISH', channel, '[' .. table.concat(events, ',') .. ']')
  at = at + 3 + count
end`

/** An event as it travels and is kept. */
type Told = Omit<BusEvent, 'topic'>

export interface NewEvent {
  topic: Topic
  data: EventData
}

/** Live events by pub/sub, and a capped stream a topic for those who come back. */
export function createBus(redis: Redis, subscriber: Redis, prefix: string, kept: EventRetention, memory: Memory) {
  redis.defineCommand('publishEvents', { lua: publishScript })
  const scripted = redis as Redis & { publishEvents(...args: (string | number)[]): Promise<void> }
  const channels = createChannels(subscriber)
  const channelOf = (topic: Topic) => `${prefix}:live:${topic}`
  const streamOf = (topic: Topic) => `${prefix}:events:${topic}`
  const counterOf = (topic: Topic) => `${prefix}:seq:${topic}`
  const keptSeconds = (topic: Topic) => (topic.startsWith('runs.') ? kept.runSeconds : kept.otherSeconds)
  const parse = (topic: Topic, text: string): BusEvent => ({ topic, ...(JSON.parse(text) as Told) })

  return {
    /** A topic's events are published in the order given, and each is kept before it is sent, while there is room for it. */
    async publish(events: NewEvent[]): Promise<void> {
      if (events.length === 0) return
      const isTight = (await memory.share()) > tightShare
      const topics = Map.groupBy(events, ({ topic }) => topic)
      await scripted.publishEvents(
        topics.size * 2,
        ...[...topics.keys()].flatMap((topic) => [counterOf(topic), streamOf(topic)]),
        new Date().toISOString(),
        isTight ? 0 : keptEvents,
        ...[...topics].flatMap(([topic, told]) => [
          channelOf(topic),
          keptSeconds(topic),
          told.length,
          ...told.map(({ data }) => JSON.stringify(data)),
        ]),
      )
    },

    /** Resolves when live. @returns how to unsubscribe */
    subscribe(topic: Topic, listener: (event: BusEvent) => void): Promise<() => Promise<void>> {
      return channels.subscribe(channelOf(topic), (text) => {
        for (const event of JSON.parse(text) as Told[]) listener({ topic, ...event })
      })
    },

    /** The seq of the newest event, 0 when there is none. */
    last: async (topic: Topic): Promise<number> => Number((await redis.get(counterOf(topic))) ?? 0),

    /**
     * What came after `seq`, and how many of those are no longer kept. A `seq` the topic has not reached is of a time
     * that Redis has forgotten: then all there is is news.
     */
    async since(topic: Topic, seq: number): Promise<{ events: BusEvent[]; missed: number }> {
      const [entries, last] = await Promise.all([
        redis.xrange(streamOf(topic), '-', '+'),
        redis.get(counterOf(topic)).then((value) => Number(value ?? 0)),
      ])
      const seen = seq > last ? 0 : seq
      const events = entries.map(([, fields]) => parse(topic, fields[1]!)).filter((event) => event.seq > seen)
      const first = events[0]?.seq ?? last + 1
      return { events, missed: Math.max(0, first - seen - 1) }
    },
  }
}
