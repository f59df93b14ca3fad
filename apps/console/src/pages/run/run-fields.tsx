import type { Run } from '@syndicate/contracts'
import { countOf } from '../../format/format-number.ts'
import { Notice } from '../../parts/notice.tsx'

/** What fields of its records are new, gone or left out. */
export function RunFields({ fields: { changes, more, leftOut } }: { fields: NonNullable<Run['fields']> }) {
  const known = new Set(changes.map(({ field }) => field))
  const told = [
    ...changes.map(({ text }) => text),
    ...(more > 0 ? [`and ${more} more`] : []),
    ...leftOut.flatMap(({ field, records }) =>
      known.has(field) ? [] : [`${field} was left out of ${countOf(records, 'record')}`],
    ),
  ]
  return (
    <Notice tone="info" title={changes.length > 0 ? 'Its fields are not those of the dataset' : 'Fields were left out'}>
      {told.join('; ')}
    </Notice>
  )
}
