import { useEffect, useRef, useState } from 'preact/hooks'

interface Patience {
  /** How long it has to stay as it is. */
  pauseMs: number
  /** How long one that was taken counts at least, however short the pauses are. */
  leastMs: number
}

/** What somebody is writing, as of their last pause: for what costs more than a letter is worth. */
export function useSettled<T>(value: T, { pauseMs, leastMs }: Patience): T {
  const [settled, settle] = useState(value)
  const takenAt = useRef(0)
  useEffect(() => {
    if (value === settled) return
    const wait = Math.max(pauseMs, takenAt.current + leastMs - Date.now())
    const timer = setTimeout(() => {
      takenAt.current = Date.now()
      settle(() => value)
    }, wait)
    return () => clearTimeout(timer)
  }, [value, settled])
  return settled
}
