import { setImmediate as others } from 'node:timers/promises'

/** So many are told before anything else in this process has its turn: some 10 ms of work. */
const batch = 500
/** So many messages wait at most, the newest: whoever follows a topic notices what is left out, and catches up. */
const mostWaiting = 1000

export interface FanOut<T> {
  readonly size: number
  /** Hears what is told from now on; not what waits to be told already. */
  add(listener: (message: T) => void): void
  delete(listener: (message: T) => void): void
  tell(message: T): void
}

/** Tells many listeners, each in order, without keeping the process from all else meanwhile. */
export function createFanOut<T>(): FanOut<T> {
  /** With the number of the first message that is theirs. */
  const listeners = new Map<(message: T) => void, number>()
  const waiting: { message: T; number: number }[] = []
  let next = 0
  let telling = false

  async function tellAll(): Promise<void> {
    telling = true
    try {
      for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
        let told = 0
        for (const [listener, first] of listeners) {
          if (first <= one.number) listener(one.message)
          if (++told % batch === 0) await others()
        }
      }
    } finally {
      telling = false
    }
  }

  return {
    get size() {
      return listeners.size
    },
    add: (listener) => void listeners.set(listener, next),
    delete: (listener) => void listeners.delete(listener),
    tell(message) {
      if (waiting.length >= mostWaiting) waiting.shift()
      waiting.push({ message, number: next++ })
      if (!telling) void tellAll()
    },
  }
}
