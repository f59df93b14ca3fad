import type { BusEvent, Topic } from '@syndicate/contracts'
import { useEffect, useRef, useState } from 'preact/hooks'
import { useEvents } from '../../data/use-events.ts'

/** The server keeps about as many of a topic. */
const mostKept = 2_000
/** However many events come, a page is drawn anew at most this often. */
const drawEveryMs = 1_000

/** The events of a topic, oldest first, from the first that is kept; drawn anew with the clock. */
export function useHistory(topic: Topic): BusEvent[] {
  const kept = useRef<BusEvent[]>([])
  useEvents(
    [topic],
    (event) => {
      kept.current.push(event)
      if (kept.current.length > mostKept) kept.current = kept.current.slice(-mostKept / 2)
    },
    { since: 0 },
  )
  return kept.current
}

/** The time, once a second while the page is looked at. In milliseconds since 1970. */
export function useClock(): number {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) setNow(Date.now())
    }, drawEveryMs)
    return () => clearInterval(timer)
  }, [])
  return now
}
