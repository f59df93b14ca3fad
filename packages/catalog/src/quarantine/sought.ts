import { reasonWithoutValues, valueInReason } from '@syndicate/contracts'
import type { Fragment, Runner } from '../connect.ts'
import type { QuarantineFilter } from './conditions.ts'
import type { Line } from './frame.ts'

/** What is unpacked at most to answer one request that asks what is in records, in bytes: some tenths of a second. */
export const mostSoughtBytes = 32 * 1024 * 1024

/** Whether frames have to be unpacked to know what of them is meant. */
export function looksInside({ reason, q }: QuarantineFilter): boolean {
  return reason !== undefined || q !== undefined
}

/** Whether a record in a frame has what is looked for; undefined where all have. */
export function soughtIn(filter: QuarantineFilter): ((line: Line) => boolean) | undefined {
  if (!looksInside(filter)) return undefined
  const { reason } = filter
  const q = filter.q?.toLowerCase()
  const has = (text: string | undefined) => text !== undefined && text.toLowerCase().includes(q!)
  return (line) =>
    (reason === undefined || reasonWithoutValues(line.reason) === reason) &&
    (q === undefined || has(line.reason) || (line.encoding === 'text' && has(line.original)) || has(line.record))
}

/** The same for rows of `quarantine`. */
export function rowsSought(sql: Runner, { reason, q }: QuarantineFilter): Fragment {
  const has = (text: Fragment) => sql`strpos(lower(${text}), lower(${q!})) > 0`
  return sql`
    ${reason === undefined ? sql`` : sql`and ${withoutValues(sql)} = ${reason}`}
    ${
      q === undefined
        ? sql``
        : sql`and (${has(sql`reason`)} or (encoding = 'text' and ${has(sql`original`)}) or ${has(sql`coalesce(record, '')`)})`
    }`
}

/** Of a row of `quarantine`. Nothing is unpacked to know it. */
export function textBytes(sql: Runner): Fragment {
  return sql`(octet_length(reason) + octet_length(original) + coalesce(octet_length(record), 0))`
}

/** What `reasonWithoutValues` makes of a row's reason. */
export function withoutValues(sql: Runner): Fragment {
  return sql`regexp_replace(reason, ${valueInReason}, '\\1 …', 'g')`
}
