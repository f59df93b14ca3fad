import type { BusEvent, Run } from '@syndicate/contracts'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Answer } from '../../data/use-answer.ts'
import { useEvents } from '../../data/use-events.ts'
import { useSparingly } from '../../data/use-sparingly.ts'
import { createRunNews } from '../../live/run-news.ts'

/** Events shown at most, the newest. */
const mostShown = 200
/** While chunks come in, the books are asked for at most this often; their last state comes with the last event. */
const booksPauseMs = 6_000

/** What is kept of the time before comes within this, once the server has begun to tell. */
const settlesMs = 1_000

interface LiveRun {
  run: Run | undefined
  events: BusEvent[]
  /** Whether what is kept of them may still be on its way. */
  isLoading: boolean
}

/** One run as it is now, and its events, newest first, from the first that is kept. */
export function useLiveRun(id: string, answer: Answer<Run>): LiveRun {
  const news = useRef(createRunNews()).current
  const events = useRef<BusEvent[]>([])
  const [, redraw] = useState(0)
  const [isReady, setReady] = useState(false)
  const [hasSettled, setSettled] = useState(false)
  const reload = useSparingly(answer.reload, booksPauseMs)
  const run = answer.data && news.apply(answer.data)

  useEvents(
    [`runs.${id}`],
    (event) => {
      news.hear(event)
      events.current = [event, ...events.current].slice(0, mostShown)
      if (answer.data?.finishedAt === null) reload()
      redraw((count) => count + 1)
    },
    { since: 0, onBegin: () => void (events.current = []), onReady: () => setReady(true), onGap: reload },
  )
  useEffect(() => {
    if (!isReady) return
    const timer = setTimeout(() => setSettled(true), settlesMs)
    return () => clearTimeout(timer)
  }, [isReady])
  return { run, events: events.current, isLoading: !hasSettled }
}
