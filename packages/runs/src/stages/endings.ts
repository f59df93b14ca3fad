import type { Broker } from '@syndicate/broker'

export interface Endings {
  /** Does work on a run with a signal that is aborted when `signal` is, or when the run ends. Null when the run ended. */
  during<T>(run: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T | null>
}

/**
 * Hears which runs were ended from outside, so that nobody goes on with a piece of one. Should the news get lost, whoever
 * works finds out at the next move of the run.
 */
export function createEndings(signals: Broker['signals'], onError: (error: unknown, what: string) => void): Endings {
  const working = new Map<string, Set<AbortController>>()
  signals
    .on('run.ended', (run) => {
      for (const ending of working.get(run) ?? []) ending.abort(new Error('The run has ended'))
    })
    .catch((error: unknown) => onError(error, 'listening for ended runs'))

  return {
    async during(run, signal, work) {
      const ending = new AbortController()
      const present = working.get(run) ?? new Set()
      working.set(run, present.add(ending))
      try {
        return await work(AbortSignal.any([signal, ending.signal]))
      } catch (error) {
        if (ending.signal.aborted) return null
        throw error
      } finally {
        present.delete(ending)
        if (present.size === 0) working.delete(run)
      }
    },
  }
}
