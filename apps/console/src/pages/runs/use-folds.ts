import type { FoldedRuns } from '@syndicate/contracts'
import { useState } from 'preact/hooks'

export interface Folds {
  isOpen(folded: FoldedRuns): boolean
  turn(folded: FoldedRuns): void
}

/** Which entries of a folded list are open, by their oldest run: they stay open while newer ones come in. */
export function useFolds(): Folds {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  return {
    isOpen: ({ oldest }) => open.has(oldest.runId),
    turn: ({ oldest: { runId } }) =>
      setOpen((before) =>
        before.has(runId) ? new Set([...before].filter((id) => id !== runId)) : new Set([...before, runId]),
      ),
  }
}
