import { useEffect, useState } from 'preact/hooks'

const everyMs = 1_000

/** The time, once a second while the page is looked at. In milliseconds since 1970. */
export function useClock(): number {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) setNow(Date.now())
    }, everyMs)
    return () => clearInterval(timer)
  }, [])
  return now
}
