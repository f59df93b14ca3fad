import type { FoldedRuns, Run } from '@syndicate/contracts'
import { countOf } from '../../format/format-number.ts'
import { formatDuration } from '../../format/format-time.ts'
import { Icon } from '../../parts/icon.tsx'
import type { Folds } from './use-folds.ts'

interface FoldButtonProps {
  /** The newest of them. */
  run: Run
  folded: FoldedRuns
  folds: Folds
}

/** "telemetry · 240 runs in 5 min, 12,000 records": what many small runs came to, and the way to each. */
export function FoldButton({ run, folded, folds }: FoldButtonProps) {
  const { pipeline, dataset, createdAt } = run
  const isOpen = folds.isOpen(folded)
  const within = formatDuration(Math.max(1_000, Date.parse(createdAt) - Date.parse(folded.oldest.createdAt)))
  return (
    <button type="button" class="fold-button" aria-expanded={isOpen} onClick={() => folds.turn(folded)}>
      <Icon name="next" />
      <span>
        {pipeline}
        {dataset !== pipeline && <span class="quiet-text"> → {dataset}</span>}
        <small>
          {countOf(folded.runs, 'run')} in {within}, {countOf(folded.in, 'record')}
        </small>
      </span>
    </button>
  )
}
