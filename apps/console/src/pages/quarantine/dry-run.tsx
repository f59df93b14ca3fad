import type { LeftRecords, QuarantineDryRun, QuarantineReplay } from '@syndicate/contracts'
import { countOf } from '../../format/format-number.ts'
import { Notice } from '../../parts/notice.tsx'
import { leftBecause, meaningOf } from './meaning-of.ts'

export type Outcome = { kind: 'tried'; result: QuarantineDryRun } | { kind: 'replayed'; result: QuarantineReplay }

/** What would come of it. */
export function DryRun({ result }: { result: QuarantineDryRun }) {
  const { wouldPass, wouldFilter, wouldRefuse, notReplayable, more, complete } = result
  const allGood = wouldRefuse.length === 0 && notReplayable.length === 0 && wouldPass > 0
  return (
    <Notice tone={allGood ? 'good' : 'warn'} title={`${countOf(wouldPass, 'record')} would pass`}>
      {wouldFilter > 0 && <p>{countOf(wouldFilter, 'record')} would be left out by a filter.</p>}
      {wouldRefuse.map(({ stage, code, count }) => (
        <p key={`${stage} ${code}`}>
          {countOf(count, 'record')} would be refused again by {stage}: {meaningOf(code).toLowerCase()}.
        </p>
      ))}
      <Left records={notReplayable} />
      {!complete && <p>There was time for the first of them only.</p>}
      {more && <p>There are more than one request takes; those come next time.</p>}
    </Notice>
  )
}

/** What has been set off. */
export function Replayed({ result }: { result: QuarantineReplay }) {
  const { runs, claimed, notReplayable, more } = result
  return (
    <Notice tone="good" title={`${countOf(claimed, 'record')} on the way through the pipeline again`}>
      {runs.map(({ runId, dataset, records }) => (
        <p key={runId}>
          <a href={`/runs/${runId}`}>Run …{runId.slice(-12)}</a> takes {countOf(records, 'record')} into {dataset}.
        </p>
      ))}
      <Left records={notReplayable} />
      {more && <p>There are more than one request takes: replay again for the rest.</p>}
    </Notice>
  )
}

function Left({ records }: { records: LeftRecords[] }) {
  return (
    <>
      {records.map(({ reason, count }) => (
        <p key={reason}>
          {countOf(count, 'record')} left where they are: {leftBecause(reason)}.
        </p>
      ))}
    </>
  )
}
