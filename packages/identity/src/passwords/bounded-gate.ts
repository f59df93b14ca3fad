import { ProblemError } from '@syndicate/contracts'

/**
 * Runs at most `atOnce` pieces of work at a time, with at most `waiting` behind them.
 * @throws ProblemError unavailable for the one that finds the queue full
 */
export function createBoundedGate(limits: { atOnce: number; waiting: number }) {
  let running = 0
  const queue: (() => void)[] = []

  return async function pass<T>(work: () => Promise<T>): Promise<T> {
    if (running >= limits.atOnce) {
      if (queue.length >= limits.waiting) throw new ProblemError('unavailable', 'Too many sign-ins at this moment')
      await new Promise<void>((resolve) => queue.push(resolve))
    } else {
      running += 1
    }
    try {
      return await work()
    } finally {
      // The place is handed on rather than freed, so a newcomer cannot overtake those who wait.
      const next = queue.shift()
      if (next) next()
      else running -= 1
    }
  }
}
