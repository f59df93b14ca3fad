import { setImmediate as others } from 'node:timers/promises'

/** So many are told before anything else in this process has its turn: some 10 ms of work. */
const batch = 500
/** So many messages wait at most, the newest: whoever follows a topic notices what is left out, and catches up. */
const mostWaiting = 1000

export interface FanOut<T> {
  readonly listeners: Set<(message: T) => void>
  tell(message: T): void
}

/** Tells many listeners, each in order, without keeping the process from all else meanwhile. */
export function createFanOut<T>(): FanOut<T> {
  const listeners = new Set<(message: T) => void>()
  const waiting: T[] = []
  let telling = false

  async function tellAll(): Promise<void> {
    telling = true
    try {
      for (let message = waiting.shift(); message !== undefined; message = waiting.shift()) {
        let told = 0
        for (const listener of listeners) {
          listener(message)
          if (++told % batch === 0) await others()
        }
      }
    } finally {
      telling = false
    }
  }

  return {
    listeners,
    tell(message) {
      if (waiting.length >= mostWaiting) waiting.shift()
      waiting.push(message)
      if (!telling) void tellAll()
    },
  }
}
