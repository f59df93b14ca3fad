import { ProblemError, type ServerMessage, type Topic } from '@syndicate/contracts'
import { createTopicFeed, type TopicFeed } from '../topics/topic-feed.ts'
import type { TopicHub } from '../topics/topic-hub.ts'
import type { Outbox } from './outbox.ts'

const maxTopics = 200

export interface SubscriptionsDeps {
  hub: TopicHub
  outbox: Outbox
  /** @throws ProblemError for a topic this peer may not follow */
  authorise: (topic: Topic) => Promise<void>
  onError: (error: unknown) => void
}

type Since = number | Record<string, number> | undefined

/** The topics one socket follows. */
export function createSubscriptions({ hub, outbox, authorise, onError }: SubscriptionsDeps) {
  const feeds = new Map<Topic, TopicFeed>()
  let closed = false
  let beginning: Promise<void> = Promise.resolve()

  async function open(topic: Topic, since: Since): Promise<TopicFeed> {
    await authorise(topic)
    return createTopicFeed({
      topic,
      since: typeof since === 'object' ? since[topic] : since,
      hub,
      deliver: (message) => outbox.event(message),
      gap: (missed) => outbox.send({ type: 'GAP', topic, missed } satisfies ServerMessage),
      room: () => outbox.room(),
      onError,
    })
  }

  function follow(topic: Topic, feed: TopicFeed): void {
    if (closed) return feed.stop()
    feeds.get(topic)?.stop()
    feeds.set(topic, feed)
  }

  /** One topic after the other, so that a socket never has more than a piece of one on its way. Nobody waits for it. */
  function begin(opened: TopicFeed[]): void {
    for (const feed of opened) beginning = beginning.then(() => feed.begin()).catch(onError)
  }

  return {
    /** Answers SUBSCRIBED once every topic is live, then sends what was missed. A topic asked for again begins again. */
    async subscribe(topics: Topic[], since: Since): Promise<void> {
      const asked = [...new Set(topics)]
      if (feeds.size + asked.filter((topic) => !feeds.has(topic)).length > maxTopics)
        throw new ProblemError('validation-failed', `At most ${maxTopics} topics a socket`)
      const opened = await allOrNone(asked.map((topic) => open(topic, since)))
      for (const [index, topic] of asked.entries()) follow(topic, opened[index]!)
      const last = Object.fromEntries(asked.map((topic, index) => [topic, opened[index]!.last]))
      outbox.send({ type: 'SUBSCRIBED', topics, last })
      begin(opened)
    },

    unsubscribe(topics: Topic[]): void {
      for (const topic of topics) {
        feeds.get(topic)?.stop()
        feeds.delete(topic)
      }
      outbox.send({ type: 'UNSUBSCRIBED', topics })
    },

    close(): void {
      closed = true
      for (const feed of feeds.values()) feed.stop()
      feeds.clear()
    },
  }
}

/** When one topic cannot be followed, none of the message is. */
async function allOrNone(opening: Promise<TopicFeed>[]): Promise<TopicFeed[]> {
  const settled = await Promise.allSettled(opening)
  const failed = settled.find((each) => each.status === 'rejected')
  const opened = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
  if (!failed) return opened
  for (const feed of opened) feed.stop()
  throw failed.reason
}
