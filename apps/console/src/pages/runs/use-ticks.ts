import type { Run } from '@syndicate/contracts'
import { useState } from 'preact/hooks'
import { hasEnded } from '../../live/run-progress.ts'

export interface Ticks {
  /** Whether a run can be ticked at all. */
  isFor(run: Run): boolean
  has(run: Run): boolean
  set(run: Run, isTicked: boolean): void
}

/** Whether a run came to nothing, or refused records: something can be done with it. */
function mayBeTicked(run: Run): boolean {
  return hasEnded(run) && (run.state !== 'published' || run.counts.quarantined > 0)
}

/** Which of the runs that are shown are ticked; what is shown no more is ticked no more. */
export function useTicks(runs: Run[]): Ticks & { ids: string[]; clear: () => void } {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  return {
    ids: runs.filter((run) => mayBeTicked(run) && ticked.has(run.runId)).map(({ runId }) => runId),
    isFor: mayBeTicked,
    has: ({ runId }) => ticked.has(runId),
    set: ({ runId }, isTicked) =>
      setTicked((before) =>
        isTicked ? new Set([...before, runId]) : new Set([...before].filter((id) => id !== runId)),
      ),
    clear: () => setTicked(new Set()),
  }
}
