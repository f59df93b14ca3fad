import type { TriedRecord } from '@syndicate/contracts'
import { countOf, formatCount } from '../../format/format-number.ts'
import { More } from '../../parts/more.tsx'
import { Notice } from '../../parts/notice.tsx'
import { LeftRecordsList } from './left-records.tsx'
import { leftBecause, meaningOf } from './meaning-of.ts'
import type { Trial } from './use-trial.ts'
import './dry-run.css'

/** What would come of it: how many, and of each record what would change and what would become of it. */
export function DryRun({ trial: { result, more: nameMore } }: { trial: Trial }) {
  const { wouldPass, wouldFilter, wouldRefuse, notReplayable, more, complete, records, nextRecord } = result
  const allGood = wouldRefuse.length === 0 && notReplayable.length === 0 && wouldPass > 0
  return (
    <>
      <Notice tone={allGood ? 'good' : 'warn'} title={`${countOf(wouldPass, 'record')} would pass`}>
        {wouldFilter > 0 && <p>{countOf(wouldFilter, 'record')} would be left out by a filter.</p>}
        {wouldRefuse.map(({ stage, code, count }) => (
          <p key={`${stage} ${code}`}>
            {countOf(count, 'record')} would be refused again by {stage}: {meaningOf(code).toLowerCase()}.
          </p>
        ))}
        <LeftRecordsList records={notReplayable} />
        {!complete && <p>There was time for the first of them only.</p>}
        {more && <p>There are more than one request takes; those come next time.</p>}
      </Notice>
      {records.length > 0 && (
        <ul class="tried" aria-label="What would become of each" tabIndex={0}>
          {records.map((record) => (
            <Tried key={record.id} record={record} />
          ))}
          {nextRecord !== null && (
            <li>
              <More load={() => nameMore(nextRecord)}>Show more</More>
            </li>
          )}
        </ul>
      )}
    </>
  )
}

const outcomes = { pass: 'passes', filter: 'filtered', refuse: 'refused', left: 'left' } as const

function Tried({ record }: { record: TriedRecord }) {
  const { outcome, line, position, changes, reason } = record
  return (
    <li class={`tried-${outcome}`}>
      <strong>{outcomes[outcome]}</strong>
      <span class="quiet-text">
        {line === null ? `record ${formatCount(position + 1)}` : `line ${formatCount(line)}`}
      </span>
      {changes.map(({ field, before, after }) => (
        <span key={field} class="tried-change">
          <code>{field}</code> <del>{before ?? 'nothing'}</del> <span aria-label="becomes">→</span>{' '}
          <ins>{after ?? 'nothing'}</ins>
        </span>
      ))}
      {changes.length === 0 && outcome !== 'left' && <span class="tried-change">as it was</span>}
      {reason && <span class="tried-reason">{outcome === 'left' ? leftOf(reason) : reason}</span>}
    </li>
  )
}

function leftOf(reason: string): string {
  return leftBecause(reason as Parameters<typeof leftBecause>[0])
}
