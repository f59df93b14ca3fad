export interface PlacesOptions {
  /** Most at work at a time. */
  most: number
  /** Most of them for one and the same. */
  mostEach: number
  /** How long somebody waits for a place, in milliseconds. */
  waitMs: number
  /** What those are told who waited so long. */
  refuse: () => Error
}

/** Places for work, shared so that whoever asks for much leaves room for whoever asks for little. */
export interface Places {
  /**
   * Works as soon as there is a place. Of those who wait, the next is one of whoever has the fewest at work.
   * @param whose a place counts for
   * Rejects with what `refuse` says when there was none for too long.
   */
  use<T>(whose: string, work: () => Promise<T>): Promise<T>
}

interface Waiting extends PromiseWithResolvers<void> {
  whose: string
}

export function createPlaces({ most, mostEach, waitMs, refuse }: PlacesOptions): Places {
  const held = new Map<string, number>()
  /** In order of asking. */
  const waiting = new Set<Waiting>()
  let atWork = 0

  const heldBy = (whose: string) => held.get(whose) ?? 0

  function next(): Waiting | undefined {
    let chosen: Waiting | undefined
    for (const one of waiting) {
      if (heldBy(one.whose) >= mostEach) continue
      if (!chosen || heldBy(one.whose) < heldBy(chosen.whose)) chosen = one
    }
    return chosen
  }

  function fill(): void {
    while (atWork < most) {
      const one = next()
      if (!one) return
      waiting.delete(one)
      atWork++
      held.set(one.whose, heldBy(one.whose) + 1)
      one.resolve()
    }
  }

  function leave(whose: string): void {
    atWork--
    const left = heldBy(whose) - 1
    if (left === 0) held.delete(whose)
    else held.set(whose, left)
    fill()
  }

  return {
    async use(whose, work) {
      const mine = { ...Promise.withResolvers<void>(), whose }
      waiting.add(mine)
      fill()
      const timer = setTimeout(() => {
        if (waiting.delete(mine)) mine.reject(refuse())
      }, waitMs)
      try {
        await mine.promise
      } finally {
        clearTimeout(timer)
      }
      try {
        return await work()
      } finally {
        leave(whose)
      }
    },
  }
}
