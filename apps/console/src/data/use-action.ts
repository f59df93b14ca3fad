import { useState } from 'preact/hooks'
import { describeError } from './describe-error.ts'

export interface Action<A extends unknown[]> {
  busy: boolean
  /** What went wrong the last time, in words. */
  error: string | undefined
  /** The same as it was thrown, for a form that tells it at its fields. */
  failure: unknown
  run(...args: A): void
  clear(): void
}

/** Something a person sets off: busy while it goes on, and what went wrong in words. A second click waits for the first. */
export function useAction<A extends unknown[]>(act: (...args: A) => Promise<unknown>): Action<A> {
  const [state, setState] = useState<{ busy: boolean; failure?: unknown }>({ busy: false })
  return {
    busy: state.busy,
    error: state.failure === undefined ? undefined : describeError(state.failure),
    failure: state.failure,
    clear: () => setState({ busy: false }),
    run: (...args) => {
      if (state.busy) return
      setState({ busy: true })
      act(...args).then(
        () => setState({ busy: false }),
        (error: unknown) => setState({ busy: false, failure: error }),
      )
    },
  }
}
