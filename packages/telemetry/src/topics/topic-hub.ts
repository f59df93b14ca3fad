import type { Broker, KeptEvents } from '@syndicate/broker'
import { ProblemError, type Topic } from '@syndicate/contracts'
import { within } from '@syndicate/timing'
import { createFanOut, type FanOut } from './fan-out.ts'

/** How long a subscription may take before Redis counts as away. */
const patienceMs = 3_000

export interface TopicEvent {
  topic: Topic
  seq: number
  /** The event as a socket message, written once for all sockets. */
  text: string
}

/** Some of what a topic keeps, in order; `missed` are no longer kept, and come before them. */
export interface TopicEvents {
  events: TopicEvent[]
  missed: number
  /** Whether there are more behind them. */
  more: boolean
}

export type TopicListener = (message: TopicEvent) => void
export type TopicHub = ReturnType<typeof createTopicHub>

interface Channel {
  listeners: FanOut<TopicEvent>
  live: Promise<() => Promise<void>>
}

/** One subscription a topic for the whole gateway, however many sockets listen. */
export function createTopicHub(bus: Broker['bus'], onError: (error: unknown) => void) {
  const channels = new Map<Topic, Channel>()

  function open(topic: Topic): Channel {
    const listeners = createFanOut<TopicEvent>()
    const live = bus.subscribe(topic, (event) =>
      listeners.tell({ topic, seq: event.seq, text: JSON.stringify({ type: 'EVENT', ...event }) }),
    )
    live.catch(() => channels.delete(topic))
    const channel = { listeners, live }
    channels.set(topic, channel)
    return channel
  }

  function leave(topic: Topic, channel: Channel, listener: TopicListener): void {
    channel.listeners.delete(listener)
    if (channel.listeners.size > 0 || channels.get(topic) !== channel) return
    channels.delete(topic)
    channel.live.then((unsubscribe) => unsubscribe()).catch(onError)
  }

  return {
    /**
     * Resolves when live. @returns how to stop listening
     * @throws ProblemError unavailable when Redis does not answer
     */
    async listen(topic: Topic, listener: TopicListener): Promise<() => void> {
      const channel = channels.get(topic) ?? open(topic)
      channel.listeners.add(listener)
      try {
        await within(patienceMs, channel.live)
      } catch (cause) {
        leave(topic, channel, listener)
        throw new ProblemError('unavailable', 'Events are not available at this moment', { cause })
      }
      return () => leave(topic, channel, listener)
    },

    /** Events after `seq` as they are kept: as many as have so many bytes, one at least. */
    read: (topic: Topic, seq: number, bytes: number): Promise<KeptEvents> => bus.read(topic, seq, bytes),

    /** The same as socket messages. */
    async messages(topic: Topic, seq: number, bytes: number): Promise<TopicEvents> {
      const { events, ...rest } = await bus.read(topic, seq, bytes)
      return { ...rest, events: events.map((event) => ({ topic, seq: event.seq, text: asMessage(topic, event.text) })) }
    },

    /** @throws ProblemError unavailable */
    async last(topic: Topic): Promise<number> {
      try {
        return await within(patienceMs, bus.last(topic))
      } catch (cause) {
        throw new ProblemError('unavailable', 'Events are not available at this moment', { cause })
      }
    },
  }
}

/** Put together from its text: an event is read and written where it is made, and nowhere else. */
function asMessage(topic: Topic, event: string): string {
  return `{"type":"EVENT","topic":"${topic}",${event.slice(1)}`
}
