import type { BusEvent, Topic } from '@syndicate/contracts'
import { useRef } from 'preact/hooks'
import { useEvents } from '../../data/use-events.ts'

/** The server keeps about as many of a topic. */
const mostKept = 2_000

/** The events of a topic, oldest first, from the first that is kept. Whoever draws them does so by the clock, however many come. */
export function useHistory(topic: Topic): BusEvent[] {
  const kept = useRef<BusEvent[]>([])
  useEvents(
    [topic],
    (event) => {
      kept.current.push(event)
      if (kept.current.length > mostKept * 1.1) kept.current = kept.current.slice(-mostKept)
    },
    { since: 0, onBegin: () => void (kept.current = []) },
  )
  return kept.current
}
