import { useState } from 'preact/hooks'
import { describeError } from './describe-error.ts'

export interface Action<A extends unknown[]> {
  busy: boolean
  /** What went wrong the last time, in words. */
  error: string | undefined
  run(...args: A): void
  clear(): void
}

/** Something a person sets off: busy while it goes on, and what went wrong in words. A second click waits for the first. */
export function useAction<A extends unknown[]>(act: (...args: A) => Promise<unknown>): Action<A> {
  const [state, setState] = useState<{ busy: boolean; error?: string }>({ busy: false })
  return {
    busy: state.busy,
    error: state.error,
    clear: () => setState({ busy: false }),
    run: (...args) => {
      if (state.busy) return
      setState({ busy: true })
      act(...args).then(
        () => setState({ busy: false }),
        (error: unknown) => setState({ busy: false, error: describeError(error) }),
      )
    },
  }
}
