import type { FoldedRuns as Folded, Run } from '@syndicate/contracts'
import { listRuns } from '../../data/runs.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { More } from '../../parts/more.tsx'
import { Shown } from '../../parts/shown.tsx'
import { RunTable } from './run-table.tsx'

const pageSize = 50

interface FoldProps {
  /** The newest of them. */
  run: Run
  folded: Folded
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
