import type { Topic } from '@syndicate/contracts'
import { ClientError } from './client-error.ts'
import type { StreamItem, SubscribeOptions, Subscription } from './client.ts'
import type { Follower } from './topics.ts'
import { onAbort } from './wait.ts'

/** Items that wait for a reader who iterates too slowly; one who lets more wait is sent away. */
const mostWaiting = 10_000

interface Following {
  add(topic: Topic, follower: Follower): void
  remove(topic: Topic, follower: Follower): void
}

export function createSubscription(
  given: Topic[],
  options: SubscribeOptions,
  { add, remove }: Following,
): Subscription {
  const { since, signal, onItem, onError } = options
  const topics = new Set(given)
  const missing = new Set(topics)
  const ready = Promise.withResolvers<void>()
  // Whoever does not ask is told all the same, by iterating or `onError`.
  ready.promise.catch(() => {})
  const waiting: StreamItem[] = []
  let wake = Promise.withResolvers<void>()
  let over = false
  let stay = (): void => {}
  let failure: ClientError | undefined

  /** By topic, what the reader was given. */
  const seen: Record<Topic, number> = {}

  const follower: Follower = {
    seen: {},
    take(item) {
      if (over) return
      if (onItem) return onItem(handed(item))
      waiting.push(item)
      if (waiting.length > mostWaiting)
        end(new ClientError({ code: 'too-slow', detail: 'Too many events wait to be read' }))
      wake.resolve()
    },
    began(topic) {
      seen[topic] ??= follower.seen[topic]!
      missing.delete(topic)
      if (!missing.size) ready.resolve()
    },
    fail: end,
  }

  function handed(item: StreamItem): StreamItem {
    if (item.type === 'gap') seen[item.topic]! += item.missed
    else seen[item.event.topic] = item.event.seq
    return item
  }

  function end(error?: ClientError): void {
    if (over) return
    over = true
    failure = error
    stay()
    for (const topic of topics) remove(topic, follower)
    if (error) {
      ready.reject(error)
      onError?.(error)
    } else ready.resolve()
    wake.resolve()
  }

  const close = (): void => end()

  async function* iterate(): AsyncGenerator<StreamItem> {
    try {
      while (true) {
        const item = waiting.shift()
        if (item) yield handed(item)
        else if (failure) throw failure
        else if (over) return
        else {
          wake = Promise.withResolvers()
          await wake.promise
        }
      }
    } finally {
      end()
    }
  }

  for (const topic of topics) {
    const seq = typeof since === 'object' ? since[topic] : since
    if (seq !== undefined) follower.seen[topic] = seen[topic] = seq
  }
  for (const topic of topics) add(topic, follower)
  stay = onAbort(signal, close)
  return { ready: ready.promise, seen, close, [Symbol.asyncIterator]: iterate }
}
