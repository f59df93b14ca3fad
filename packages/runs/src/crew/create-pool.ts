import type { Hand } from './job.ts'

/** Hands for one task each at a time; opened when there is something to do. */
export interface Pool {
  /**
   * Lends a hand, to the lightest first: a single record does not wait for the chunks of a large run. What has waited for
   * some time comes before all that is lighter. Rejects with the signal's reason when that is aborted while waiting.
   */
  use<T>(weight: number, work: (hand: Hand) => Promise<T>, signal?: AbortSignal): Promise<T>
  /** Opens one, when there is none. */
  start(): void
  closeIdle(): Promise<void>
  /** Ends what is under way. */
  close(): Promise<void>
}

interface Waiting extends PromiseWithResolvers<void> {
  weight: number
  since: number
}

/** Whoever waited for so long is passed by nobody any more, in milliseconds. */
const longWaitMs = 100

export function createPool(size: number, open: () => Hand): Pool {
  const idle: Hand[] = []
  const living = new Set<Hand>()
  /** In order of asking. */
  const waiting = new Set<Waiting>()
  let lent = 0
  let closed = false

  function add(): Hand {
    const hand = open()
    living.add(hand)
    return hand
  }

  /** Resolves when there may be one more at work. */
  async function turn(weight: number, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted()
    if (closed) throw new Error('The crew is closed')
    if (lent < size) {
      lent++
      return
    }
    const mine = { ...Promise.withResolvers<void>(), weight, since: performance.now() }
    const abort = () => {
      waiting.delete(mine)
      mine.reject(signal!.reason)
    }
    waiting.add(mine)
    signal?.addEventListener('abort', abort)
    try {
      await mine.promise
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }

  /** @param hand none when it could not be opened */
  function giveBack(hand: Hand | undefined): void {
    if (hand?.alive) idle.push(hand)
    else if (hand) living.delete(hand)
    const next = nextInLine()
    if (!next) lent--
    else {
      waiting.delete(next)
      next.resolve()
    }
  }

  function nextInLine(): Waiting | undefined {
    const [first, ...others] = waiting
    if (!first || performance.now() - first.since > longWaitMs) return first
    return others.reduce((lightest, one) => (one.weight < lightest.weight ? one : lightest), first)
  }

  function takeIdle(): Hand | undefined {
    for (let hand = idle.pop(); hand; hand = idle.pop()) {
      if (hand.alive) return hand
      living.delete(hand)
    }
  }

  return {
    async use(weight, work, signal) {
      await turn(weight, signal)
      let hand: Hand | undefined
      try {
        hand = takeIdle() ?? add()
        return await work(hand)
      } finally {
        giveBack(hand)
      }
    },
    start() {
      if (living.size === 0 && !closed) idle.push(add())
    },
    async closeIdle() {
      const leaving = idle.splice(0)
      for (const hand of leaving) living.delete(hand)
      await Promise.all(leaving.map((hand) => hand.close()))
    },
    async close() {
      closed = true
      for (const one of waiting) one.reject(new Error('The crew is closed'))
      await Promise.all([...living].map((hand) => hand.close()))
    },
  }
}
