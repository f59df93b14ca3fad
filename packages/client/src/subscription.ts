import type { Topic } from '@syndicate/contracts'
import type { ClientError } from './client-error.ts'
import type { StreamItem, SubscribeOptions, Subscription } from './client.ts'
import type { Follower } from './topics.ts'

/** Items that wait for a reader who iterates too slowly; what comes beyond is told as a gap. */
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
  let failure: ClientError | undefined

  const follower: Follower = {
    seen: {},
    take(item) {
      if (over) return
      if (onItem) return onItem(item)
      if (waiting.length < mostWaiting) waiting.push(item)
      else miss(item)
      wake.resolve()
    },
    began(topic) {
      missing.delete(topic)
      if (!missing.size) ready.resolve()
    },
    fail: end,
  }

  function miss(item: StreamItem): void {
    const [topic, missed] = item.type === 'gap' ? [item.topic, item.missed] : [item.event.topic, 1]
    const last = waiting.findLast((each) => (each.type === 'gap' ? each.topic : each.event.topic) === topic)
    if (last?.type === 'gap') last.missed += missed
    else waiting.push({ type: 'gap', topic, missed })
  }

  function end(error?: ClientError): void {
    if (over) return
    over = true
    failure = error
    signal?.removeEventListener('abort', close)
    for (const topic of topics) remove(topic, follower)
    if (error) {
      ready.reject(error)
      onError?.(error)
    } else ready.resolve()
    wake.resolve()
  }

  function close(): void {
    end()
  }

  async function* iterate(): AsyncGenerator<StreamItem> {
    try {
      while (true) {
        const item = waiting.shift()
        if (item) yield item
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
    if (seq !== undefined) follower.seen[topic] = seq
  }
  for (const topic of topics) add(topic, follower)
  signal?.addEventListener('abort', close)
  if (signal?.aborted) close()
  return { ready: ready.promise, seen: follower.seen, close, [Symbol.asyncIterator]: iterate }
}
