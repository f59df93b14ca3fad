import type { Run } from '@syndicate/contracts'
import { formatCount } from '../../format/format-number.ts'
import { formatDuration } from '../../format/format-time.ts'
import { StateBadge } from '../../parts/badge.tsx'
import { StageProgress } from '../../parts/stage-progress.tsx'
import { Table, type Column } from '../../parts/table.tsx'
import { When } from '../../parts/when.tsx'
import type { Ticks } from './use-ticks.ts'
import './run-table.css'

const columns: Column<Run>[] = [
  {
    name: 'Run',
    cell: (run) => (
      <a class="run-link" href={`/runs/${run.runId}`}>
        {run.pipeline}
        {run.dataset !== run.pipeline && <span class="quiet-text"> → {run.dataset}</span>}
        <small class="mono">…{run.runId.slice(-12)}</small>
      </a>
    ),
  },
  {
    name: 'State',
    cell: (run) => (
      <>
        <StateBadge state={run.state} />
        {run.dealtWith && (
          <small class="quiet-text" title={`Dealt with by ${run.dealtWith.by ?? 'somebody'}`}>
            dealt with
          </small>
        )}
      </>
    ),
  },
  { name: 'Progress', cell: (run) => <StageProgress run={run} /> },
  { name: 'Records', figure: true, cell: (run) => formatCount(run.counts.in) },
  {
    name: 'Refused',
    figure: true,
    cell: (run) => (
      <span class={run.counts.quarantined > 0 ? 'some-refused' : 'quiet-text'}>
        {formatCount(run.counts.quarantined)}
      </span>
    ),
  },
  { name: 'Took', figure: true, cell: (run) => tookOf(run) },
  { name: 'Accepted', figure: true, cell: (run) => <When at={run.createdAt} /> },
]

interface RunTableProps {
  runs: Run[]
  /** For who may do something with runs. */
  ticks?: Ticks | undefined
}

export function RunTable({ runs, ticks }: RunTableProps) {
  return (
    <Table
      class={ticks ? 'runs ticked' : 'runs'}
      caption="Runs, newest first"
      columns={ticks ? [tickColumn(ticks), ...columns] : columns}
      rows={runs}
      keyOf={({ runId }) => runId}
    />
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

function tookOf({ createdAt, finishedAt }: Run): string {
  return finishedAt === null ? '…' : formatDuration(Date.parse(finishedAt) - Date.parse(createdAt))
}
