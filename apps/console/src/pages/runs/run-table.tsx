import type { Run } from '@syndicate/contracts'
import type { ComponentChildren, TargetedMouseEvent } from 'preact'
import { formatCount, formatShare } from '../../format/format-number.ts'
import { formatDuration } from '../../format/format-time.ts'
import { RunBadge } from '../../parts/badge.tsx'
import { StageProgress } from '../../parts/stage-progress.tsx'
import { Table, type Column } from '../../parts/table.tsx'
import { When } from '../../parts/when.tsx'
import { FoldButton } from './fold-button.tsx'
import type { Folds } from './use-folds.ts'
import type { Ticks } from './use-ticks.ts'
import './run-table.css'

/** Of a folded entry: it says how many runs it is, and opens. */
const runColumn = (folds: Folds | undefined): Column<Run> => ({
  name: 'Run',
  cell: (run) =>
    folds && run.folded ? <FoldButton run={run} folded={run.folded} folds={folds} /> : <RunLink run={run} />,
})

const columns: Column<Run>[] = [
  {
    name: 'State',
    cell: (run) => (
      <>
        <RunBadge run={run} />
        {run.dealtWith && (
          <small class="quiet-text" title={`Dealt with by ${run.dealtWith.by ?? 'somebody'}`}>
            dealt with
          </small>
        )}
      </>
    ),
  },
  { name: 'Progress', cell: (run) => <StageProgress run={run} /> },
  { name: 'Records', figure: true, cell: (run) => formatCount(run.folded?.in ?? run.counts.in) },
  { name: 'Refused', figure: true, cell: ({ counts }) => <Refused refused={counts.quarantined} of={counts.in} /> },
  { name: 'Took', figure: true, cell: (run) => tookOf(run) },
  { name: 'Started by', cell: ({ startedBy }) => <bdi class="run-starter">{startedBy.username}</bdi> },
  { name: 'Accepted', figure: true, cell: (run) => <When at={run.createdAt} /> },
]

interface RunTableProps {
  caption?: string
  runs: Run[]
  /** For who may do something with runs. */
  ticks?: Ticks | undefined
  /** Which entries of a folded list are open. */
  folds?: Folds
  /** What stands below a run, where something does. */
  below?: (run: Run) => ComponentChildren
}

export function RunTable({ caption = 'Runs, newest first', runs, ticks, folds, below }: RunTableProps) {
  const shown = [runColumn(folds), ...columns]
  return (
    <div onClick={follow}>
      <Table
        class={ticks ? 'runs ticked' : 'runs'}
        caption={caption}
        columns={ticks ? [tickColumn(ticks), ...shown] : shown}
        rows={runs}
        keyOf={({ runId }) => runId}
        {...(below && { below })}
      />
    </div>
  )
}

/** The link of a row lies over all of it, but below what says more under the pointer: that leads where the row does. */
function follow({ target }: TargetedMouseEvent<HTMLElement>): void {
  if (!(target instanceof Element) || !target.closest('time, .stages')) return
  target.closest('tr')?.querySelector<HTMLAnchorElement>('a.run-link')?.click()
}

function RunLink({ run: { runId, pipeline, dataset, fileName } }: { run: Run }) {
  return (
    <a class="run-link" href={`/runs/${runId}`}>
      {pipeline}
      {dataset !== pipeline && <span class="quiet-text"> → {dataset}</span>}
      {fileName === null ? (
        <small class="mono">…{runId.slice(-12)}</small>
      ) : (
        <small class="run-file" title={fileName}>
          <bdi>{fileName}</bdi>
        </small>
      )}
    </a>
  )
}

function Refused({ refused, of }: { refused: number; of: number }) {
  if (refused === 0) return <span class="quiet-text">0</span>
  return (
    <span class="some-refused">
      {formatCount(refused)}
      <small>{formatShare(refused, of)}</small>
    </span>
  )
}

function tickColumn(ticks: Ticks): Column<Run> {
  return {
    name: 'Tick',
    actions: true,
    cell: (run) =>
      ticks.isFor(run) && (
        <input
          type="checkbox"
          aria-label={`Tick run …${run.runId.slice(-12)}`}
          checked={ticks.has(run)}
          onChange={(event) => ticks.set(run, event.currentTarget.checked)}
        />
      ),
  }
}

function tookOf({ createdAt, finishedAt, folded }: Run): string {
  if (folded) return '–'
  return finishedAt === null ? '…' : formatDuration(Date.parse(finishedAt) - Date.parse(createdAt))
}
