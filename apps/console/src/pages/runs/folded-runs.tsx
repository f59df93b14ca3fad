import type { FoldedRuns as Folded, Run } from '@syndicate/contracts'
import { listRuns } from '../../data/runs.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { countOf } from '../../format/format-number.ts'
import { formatDuration } from '../../format/format-time.ts'
import { Icon } from '../../parts/icon.tsx'
import { More } from '../../parts/more.tsx'
import { Shown } from '../../parts/shown.tsx'
import { RunTable } from './run-table.tsx'
import type { Folds } from './use-folds.ts'

const pageSize = 50

interface FoldProps {
  /** The newest of them. */
  run: Run
  folded: Folded
}

/** "telemetry · 240 runs in 5 min, 12,000 records": what many small runs came to, and the way to each. */
export function FoldButton({ run, folded, folds }: FoldProps & { folds: Folds }) {
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

/** The runs behind an entry, newest first. */
export function FoldedRuns({ run: { runId, pipeline }, folded }: FoldProps) {
  const answer = useAnswer((signal) => listRuns({ like: runId }, { limit: pageSize }, signal), [runId, folded.runs])
  async function loadMore(cursor: string): Promise<void> {
    const page = await listRuns({ like: runId }, { cursor, limit: pageSize })
    answer.change(({ runs }) => ({ runs: [...runs, ...page.runs], next: page.next }))
  }
  return (
    <Shown answer={answer} what="these runs">
      {({ runs, next }) => (
        <div class="folded-runs">
          <RunTable caption={`The ${folded.runs} runs of ${pipeline} that are one entry`} runs={runs} />
          {next !== null && runs.length < folded.runs && <More load={() => loadMore(next)}>Show more of them</More>}
        </div>
      )}
    </Shown>
  )
}
