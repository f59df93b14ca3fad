import type { AnswerTo, BusEvent, Run } from '@syndicate/contracts'
import { useRef, useState } from 'preact/hooks'
import type { Answer } from '../../data/use-answer.ts'
import { useEvents } from '../../data/use-events.ts'
import { useSparingly } from '../../data/use-sparingly.ts'
import { createRunNews } from '../../live/run-news.ts'
import { hasEnded } from '../../live/run-progress.ts'

/** A list is asked for again at most this often, however many runs come in. */
const reloadPauseMs = 10_000
/** So many runs at once tell of their chunks. */
const mostWatched = 20

/** The runs of an answer, moved on by what the events say. A run the list does not know makes it ask again, sparingly. */
export function useLiveRuns(answer: Answer<AnswerTo<'GET /api/runs'>>): Run[] {
  const news = useRef(createRunNews()).current
  const [, redraw] = useState(0)
  const reload = useSparingly(answer.reload, reloadPauseMs)
  const runs = (answer.data?.runs ?? []).map(news.apply)

  function hear(event: BusEvent): void {
    if (!news.hear(event)) return
    if (event.data.kind === 'run.state' && !runs.some(({ runId }) => runId === news.runOf(event))) reload()
    redraw((count) => count + 1)
  }

  useEvents(['telemetry.live'], hear, { onGap: reload })
  const underWay = runs.filter((run) => !hasEnded(run)).slice(0, mostWatched)
  useEvents(
    underWay.map(({ runId }) => `runs.${runId}`),
    hear,
    { since: 0 },
  )
  return runs
}
