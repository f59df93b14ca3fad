import { useEffect, useRef, useState } from 'preact/hooks'
import { isClientError } from './client.ts'
import { signIns } from './session.ts'

export interface Answer<T> {
  /** The last answer, also while a newer one is on its way. */
  data: T | undefined
  error: unknown
  loading: boolean
  reload(): void
  /** Puts in what an action made known, without asking: into the answer it was told of, and not into one that has come since. */
  change(how: (data: T) => T): void
}

interface Held<T> {
  data?: T
  error?: unknown
  loading: boolean
  /** Counts the answers. */
  count: number
}

/** Asks the API when shown, when `about` changes, and after signing in again; an answer that comes too late is dropped. */
export function useAnswer<T>(question: (signal: AbortSignal) => Promise<T>, about: unknown[]): Answer<T> {
  const [held, hold] = useState<Held<T>>({ loading: true, count: 0 })
  const [asked, setAsked] = useState(0)
  const ask = useRef(question)
  ask.current = question

  useEffect(() => {
    const aborter = new AbortController()
    hold((before) => ({ ...before, loading: true }))
    ask.current(aborter.signal).then(
      (data) => {
        if (!aborter.signal.aborted) hold(({ count }) => ({ data, loading: false, count: count + 1 }))
      },
      (error: unknown) => {
        if (!aborter.signal.aborted && !isAborted(error)) hold((before) => ({ ...before, error, loading: false }))
      },
    )
    return () => aborter.abort()
  }, [asked, signIns.value, ...about])

  return {
    data: held.data,
    error: held.error,
    loading: held.loading,
    reload: () => setAsked((count) => count + 1),
    change(how) {
      const { count } = held
      hold((before) => {
        const isOther = before.count !== count || before.data === undefined
        return isOther ? before : { ...before, data: how(before.data as T) }
      })
    },
  }
}

function isAborted(error: unknown): boolean {
  return isClientError(error) && error.code === 'aborted'
}
