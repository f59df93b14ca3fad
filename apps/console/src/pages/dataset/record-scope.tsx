import type { FoundRecords } from '../../data/datasets.ts'
import { countOf, formatCount } from '../../format/format-number.ts'
import type { RecordView } from './record-view.ts'

interface RecordScopeProps {
  page: FoundRecords
  view: RecordView
  /** Records of the dataset. */
  total: number
}

/** What was looked at for that which is shown: where it is not all, it says so. */
export function RecordScope({ page: { rows, searched, next }, view: { sort }, total }: RecordScopeProps) {
  const isAll = next === null
  return (
    <div class="record-scope" role="status">
      {searched && (
        <p>
          <strong>{countOf(rows.length, 'record')}</strong> found among{' '}
          {isAll
            ? `all ${formatCount(searched.records)}`
            : `the first ${formatCount(searched.records)} of ${formatCount(total)}`}
          {isAll ? '.' : ' that were looked at; there is more to look at.'}
        </p>
      )}
      {searched && searched.unanswered > 0 && (
        <p class="hint">
          Of {countOf(searched.unanswered, 'record')} nobody can tell, and they are left out: {searched.reason}
        </p>
      )}
      {sort && (
        <p class="hint">
          {isAll
            ? `All ${countOf(rows.length, 'record')} sorted by ${sort.field}.`
            : `Sorted by ${sort.field} are only the ${formatCount(rows.length)} records loaded so far${searched ? '' : ` of ${formatCount(total)}`}.`}
        </p>
      )}
    </div>
  )
}
