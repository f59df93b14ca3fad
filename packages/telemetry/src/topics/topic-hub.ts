import type { Broker } from '@syndicate/broker'
import { ProblemError, type BusEvent, type Topic } from '@syndicate/contracts'
import { within } from '@syndicate/timing'
import { createFanOut, type FanOut } from './fan-out.ts'

/** How long a subscription may take before Redis counts as away. */
const patienceMs = 3_000

export interface TopicEvent {
  event: BusEvent
  /** The event as a socket message, written once for all sockets. */
  text: string
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
    const live = bus.subscribe(topic, (event) => listeners.tell({ event, text: asMessage(event) }))
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

    since: bus.since,

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

export function asMessage(event: BusEvent): string {
  return JSON.stringify({ type: 'EVENT', ...event })
}
