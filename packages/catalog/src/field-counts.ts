import { fieldBits, fieldInWords, type Dataset } from '@syndicate/contracts'
import type { Fragment, Runner } from './connect.ts'

/** A dataset may have a thousand fields, and each is looked at: more on a page would take too long. */
export const mostWithFields = 100

/** How many fields have some bits (`fieldBits`), by these as text. */
export type FieldCounts = Record<string, number>

/** Of a row of `datasets`: fields at the top by what they are; null where nobody has seen them. */
export function fieldCounts(sql: Runner): Fragment {
  return sql`(
    select jsonb_object_agg(bits, count) from (
      select value::int & ${~fieldBits.absent} as bits, count(*) from jsonb_each(live_fields -> 'stored')
      where strpos(key, '/') = 0 group by bits
    ) as counted)`
}

/** The most frequent first. */
export function fieldsByType(counts: FieldCounts): NonNullable<Dataset['fields']> {
  return Object.entries(counts)
    .map(([bits, count]) => ({ type: fieldInWords(Number(bits)), count }))
    .toSorted((a, b) => b.count - a.count || (a.type < b.type ? -1 : 1))
}
