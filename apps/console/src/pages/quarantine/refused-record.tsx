import type { QuarantinedRecord } from '@syndicate/contracts'
import { offendingValue } from '@syndicate/contracts/refusal-reason'
import { useLocation } from 'preact-iso'
import { formatBytes, formatCount } from '../../format/format-number.ts'
import { StateBadge } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { Code, pretty } from '../../parts/code.tsx'
import { When } from '../../parts/when.tsx'
import type { Task } from './group-records.tsx'
import './refused-record.css'

interface RefusedRecordProps {
  record: QuarantinedRecord
  /** Those that are listed behind it. */
  behind: QuarantinedRecord[]
  mayOperate: boolean
  onTask: (task: Task) => void
}

/** One record: the reason in words first, the record itself when it is opened. */
export function RefusedRecord({ record, behind, mayOperate, onTask }: RefusedRecordProps) {
  const { id, state, reason, field, position, dataset, runId, createdAt, original, encoding, attempt } = record
  const value = offendingValue(record)
  const rest = behind.filter((other) => other.state === 'open')
  const give = (deed: Task['deed']) =>
    onTask({ deed, selection: { ids: [id] }, sample: record, rest, count: 1, differs: false })
  return (
    <article class="refused">
      <header>
        <p class="refused-reason">
          {value !== undefined && <code class="refused-value">{value === '' ? 'empty' : value}</code>}
          {reason}
        </p>
        {mayOperate && state === 'open' ? (
          <div class="form-actions">
            <Button about={`record ${position + 1}`} onClick={() => give('mend')}>
              Mend and replay
            </Button>
            <Button kind="quiet" about={`record ${position + 1}`} onClick={() => give('discard')}>
              Discard
            </Button>
          </div>
        ) : (
          <StateBadge state={state} />
        )}
      </header>
      <p class="refused-where">
        {field !== null && <FieldAtFault field={field} />}
        {placeOf(record)} of <a href={`/runs/${runId}`}>run …{runId.slice(-12)}</a> into {dataset},{' '}
        <When at={createdAt} />
        {attempt > 0 && `, replayed ${attempt} × before`}
      </p>
      <details>
        <summary>{encoding === 'base64' ? 'The record (base64)' : excerpt(original)}</summary>
        {record.truncated && (
          <p class="refused-where">The beginning of it: in full it has {formatBytes(record.bytes)}.</p>
        )}
        <Code label="The record as it came">{pretty(original)}</Code>
        {record.record !== null && <Code label="The record as it was read">{pretty(record.record)}</Code>}
      </details>
      <Outcome record={record} />
    </article>
  )
}

/** Where it stands in the file that was sent. */
function placeOf({ position, line, byte }: QuarantinedRecord): string {
  const record = `Record ${formatCount(position + 1)}`
  if (line === position + 1) return `Line ${formatCount(line)}`
  if (line !== null) return `${record} (line ${formatCount(line)})`
  return byte === null ? record : `${record} (byte ${formatCount(byte)})`
}

/** The way to all that were refused for it. */
function FieldAtFault({ field }: { field: string }) {
  const { path, query } = useLocation()
  return (
    <>
      Field{' '}
      <a href={`${path}?${new URLSearchParams({ ...query, field })}`}>
        <code>{field}</code>
      </a>
      .{' '}
    </>
  )
}

function Outcome({ record: { state, replayRun, discardedAt, discardReason } }: { record: QuarantinedRecord }) {
  if (state === 'discarded' && discardedAt) {
    return (
      <p class="refused-where">
        Discarded <When at={discardedAt} />
        {discardReason && `: ${discardReason}`}
      </p>
    )
  }
  if (!replayRun || state === 'open') return null
  return (
    <p class="refused-where">
      {state === 'replayed' ? 'Replayed by' : 'On its way in'}{' '}
      <a href={`/runs/${replayRun}`}>run …{replayRun.slice(-12)}</a>
    </p>
  )
}

/** The first of a record, on one line. */
function excerpt(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > 120 ? `${line.slice(0, 120)}…` : line || 'An empty record'
}
