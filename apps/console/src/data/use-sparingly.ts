import { useEffect, useRef } from 'preact/hooks'

/** Calls at once, and when called again too soon, once more at the end of the pause. @param pauseMs milliseconds */
export function useSparingly(act: () => void, pauseMs: number): () => void {
  const latest = useRef(act)
  latest.current = act
  const held = useRef({ at: 0, timer: undefined as ReturnType<typeof setTimeout> | undefined })
  useEffect(() => () => clearTimeout(held.current.timer), [])
  return () => {
    const { at, timer } = held.current
    if (timer !== undefined) return
    const wait = Math.max(0, at + pauseMs - Date.now())
    held.current.timer = setTimeout(() => {
      held.current = { at: Date.now(), timer: undefined }
      latest.current()
    }, wait)
  }
}
