import type { Hand } from './job.ts'

/** Hands for one task each at a time; opened when there is something to do. */
export interface Pool {
  /** Lends a hand, in order of asking. Rejects with the signal's reason when that is aborted while waiting. */
  use<T>(work: (hand: Hand) => Promise<T>, signal?: AbortSignal): Promise<T>
  /** Opens one, when there is none. */
  start(): void
  closeIdle(): Promise<void>
  /** Ends what is under way. */
  close(): Promise<void>
}

export function createPool(size: number, open: () => Hand): Pool {
  const idle: Hand[] = []
  const living = new Set<Hand>()
  const waiting = new Set<PromiseWithResolvers<void>>()
  let lent = 0
  let closed = false

  function add(): Hand {
    const hand = open()
    living.add(hand)
    return hand
  }

  /** Resolves when there may be one more at work. */
  async function turn(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted()
    if (closed) throw new Error('The crew is closed')
    if (lent < size) {
      lent++
      return
    }
    const mine = Promise.withResolvers<void>()
    const abort = () => mine.reject(signal!.reason)
    waiting.add(mine)
    signal?.addEventListener('abort', abort)
    try {
      await mine.promise
    } finally {
      waiting.delete(mine)
      signal?.removeEventListener('abort', abort)
    }
  }

  function giveBack(hand: Hand): void {
    if (hand.alive) idle.push(hand)
    else living.delete(hand)
    const [next] = waiting
    if (!next) lent--
    else {
      waiting.delete(next)
      next.resolve()
    }
  }

  function takeIdle(): Hand | undefined {
    for (let hand = idle.pop(); hand; hand = idle.pop()) {
      if (hand.alive) return hand
      living.delete(hand)
    }
  }

  return {
    async use(work, signal) {
      await turn(signal)
      const hand = takeIdle() ?? add()
      try {
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
