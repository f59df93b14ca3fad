import type { Asked } from './create-pool.ts'

export interface Waiting<T> extends PromiseWithResolvers<T> {
  asked: Asked
  since: number
}

/** Whoever waited for so long is passed by nobody lighter any more, in milliseconds. */
const longWaitMs = 100
/** Every so many turns it is the one that has waited longest, whoever it is for: nothing waits for ever. */
const oldestEvery = 4

/** Those who wait for a runner. @param handOf how much the one who asks has in hand */
export function createLine<T>(handOf: (asked: Asked) => number) {
  /** In order of asking. */
  const waiting = new Set<Waiting<T>>()
  let turns = 0

  /** In the order in which they are to be served. */
  function inOrder(): Waiting<T>[] {
    const all = [...waiting]
    if (turns % oldestEvery === oldestEvery - 1) return all
    const now = performance.now()
    const rank = ({ asked, since }: Waiting<T>) => (now - since > longWaitMs ? -1 : asked.weight)
    return all.toSorted((a, b) => handOf(a.asked) - handOf(b.asked) || rank(a) - rank(b))
  }

  return {
    enter: (one: Waiting<T>) => void waiting.add(one),
    leave: (one: Waiting<T>) => void waiting.delete(one),
    /** Serves those for whom there is a place. @param placeOf null where there is none */
    serve(placeOf: (one: Waiting<T>) => T | null): void {
      for (const one of waiting.size === 0 ? [] : inOrder()) {
        let place: T | null
        try {
          place = placeOf(one)
        } catch (error) {
          waiting.delete(one)
          one.reject(error)
          continue
        }
        if (place === null) continue
        turns++
        waiting.delete(one)
        one.resolve(place)
      }
    },
    empty(reason: Error): void {
      for (const one of waiting) one.reject(reason)
      waiting.clear()
    },
  }
}
