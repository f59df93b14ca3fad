import type { QuarantinedRecord, QuarantineSelection } from '@syndicate/contracts'
import { listQuarantine, type QuarantineFilter, type RefusalGroup } from '../../data/quarantine.ts'
import { isAtLeast } from '../../data/session.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { countOf } from '../../format/format-number.ts'
import { Button } from '../../parts/button.tsx'
import { More } from '../../parts/more.tsx'
import { Section } from '../../parts/page.tsx'
import { Empty, Shown } from '../../parts/shown.tsx'
import { meaningOf } from './meaning-of.ts'
import { RefusedRecord } from './refused-record.tsx'

/** What is to be done, to which records, with one of them to look at. */
export interface Task {
  deed: 'mend' | 'discard'
  selection: QuarantineSelection
  sample: QuarantinedRecord
  count: number
}

interface GroupRecordsProps {
  group: RefusalGroup
  filter: QuarantineFilter
  onTask: (task: Task) => void
}

export function GroupRecords({ group, filter, onTask }: GroupRecordsProps) {
  const { stage, code, count } = group
  const wanted = { ...filter, stage, code }
  const answer = useAnswer((signal) => listQuarantine(wanted, undefined, signal), [count])
  const mayOperate = isAtLeast('operator')

  async function loadMore(cursor: string): Promise<void> {
    const page = await listQuarantine(wanted, cursor)
    answer.change((shown) => ({ records: [...shown.records, ...page.records], next: page.next }))
  }

  const all: QuarantineSelection = {
    filter: {
      stage,
      code,
      ...(filter.run && { run: filter.run }),
      ...(filter.dataset && { dataset: filter.dataset }),
      ...(filter.field && { field: filter.field }),
    },
  }
  const sample = answer.data?.records.find(({ state }) => state === 'open')

  return (
    <Section
      title={`${meaningOf(code)}: ${countOf(count, 'record')}`}
      aside={
        mayOperate &&
        sample &&
        filter.state === 'open' &&
        count > 1 && (
          <div class="form-actions">
            <Button onClick={() => onTask({ deed: 'mend', selection: all, sample, count })}>Mend all</Button>
            <Button onClick={() => onTask({ deed: 'discard', selection: all, sample, count })}>Discard all</Button>
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
            {records.map((record) => (
              <RefusedRecord key={record.id} record={record} mayOperate={mayOperate} onTask={onTask} />
            ))}
            {next !== null && <More load={() => loadMore(next)}>Show more</More>}
          </>
        )}
      </Shown>
    </Section>
  )
}
