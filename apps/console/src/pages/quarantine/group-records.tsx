import type { QuarantinedRecord, QuarantineSelection } from '@syndicate/contracts'
import { listQuarantine, type QuarantineFilter, type RefusalGroup } from '../../data/quarantine.ts'
import { isAtLeast } from '../../data/session.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { countOf } from '../../format/format-number.ts'
import { Button } from '../../parts/button.tsx'
import { More } from '../../parts/more.tsx'
import { Section } from '../../parts/page.tsx'
import { Empty, Shown } from '../../parts/shown.tsx'
import { titleOf } from './group-list.tsx'
import { RefusedRecord } from './refused-record.tsx'

/** What is to be done, to which records, with one of them to look at. */
export interface Task {
  deed: 'mend' | 'discard'
  selection: QuarantineSelection
  sample: QuarantinedRecord
  /** Those that are open behind it, where it is about one record. */
  rest: QuarantinedRecord[]
  count: number
  /** Whether the values at fault are not all the same. */
  differs: boolean
}

/** The same for the record behind. */
export function nextTask({ deed, rest: [sample, ...rest] }: Task): Task | null {
  return sample ? { deed, selection: { ids: [sample.id] }, sample, rest, count: 1, differs: false } : null
}

interface GroupRecordsProps {
  group: RefusalGroup
  filter: QuarantineFilter
  onTask: (task: Task) => void
}

export function GroupRecords({ group, filter, onTask }: GroupRecordsProps) {
  const { stage, code, field, reason, count } = group
  const wanted = { ...filter, stage, code, ...(field && { field }), ...(reason && { reason }) }
  const answer = useAnswer((signal) => listQuarantine(wanted, undefined, signal), [count])
  const mayOperate = isAtLeast('operator')

  async function loadMore(cursor: string): Promise<void> {
    const page = await listQuarantine(wanted, cursor)
    answer.change((shown) => ({ records: [...shown.records, ...page.records], next: page.next }))
  }

  const { state: _state, ...selecting } = wanted
  const all: QuarantineSelection = {
    filter: Object.fromEntries(Object.entries(selecting).filter(([, value]) => value)),
  }
  const whole = { selection: all, rest: [], count, differs: (group.values?.length ?? 0) > 1 }
  const sample = answer.data?.records.find(({ state }) => state === 'open')

  return (
    <Section
      title={`${titleOf(group)}: ${countOf(count, 'record')}`}
      aside={
        mayOperate &&
        sample &&
        filter.state === 'open' &&
        count > 1 && (
          <div class="form-actions">
            <Button onClick={() => onTask({ ...whole, deed: 'mend', sample })}>Mend all</Button>
            <Button onClick={() => onTask({ ...whole, deed: 'discard', sample })}>Discard all</Button>
          </div>
        )
      }
    >
      <Shown answer={answer} what="the records">
        {({ records, next }) => (
          <>
            {records.length === 0 && (
              <Empty title={next === null ? 'None of these is left' : 'None among the newest'} />
            )}
            {records.map((record, index) => (
              <RefusedRecord
                key={record.id}
                record={record}
                behind={records.slice(index + 1)}
                mayOperate={mayOperate}
                onTask={onTask}
              />
            ))}
            {next !== null && <More load={() => loadMore(next)}>Show more</More>}
          </>
        )}
      </Shown>
    </Section>
  )
}
