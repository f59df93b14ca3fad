import type { LeftRecords } from '@syndicate/contracts'
import { countOf } from '../../format/format-number.ts'
import { leftBecause } from './meaning-of.ts'

/** How many are left where they are, and why. */
export function LeftRecordsList({ records }: { records: LeftRecords[] }) {
  return (
    <>
      {records.map(({ reason, count }) => (
        <p key={reason}>
          {countOf(count, 'record')} left where {count === 1 ? 'it is' : 'they are'}: {leftBecause(reason)}.
        </p>
      ))}
    </>
  )
}
