import { reasonWithoutValues, valueOfReason, type quarantineGroupings } from '@syndicate/contracts'
import type { Runner } from '../connect.ts'
import { matching, visibleRows, type QuarantineFilter } from './conditions.ts'
import { rowsIn, withItsFrame } from './look.ts'
import { byPlace, compare, endOf, type Piece, type Place } from './place.ts'
import type { RefusalGroup } from './read.ts'
import { readFrames, recordsIn } from './read-frames.ts'
import { mostSoughtBytes, withoutValues } from './sought.ts'
import { fieldShown } from './tally-frames.ts'

/** Values that are shown of a group. */
const mostValues = 5

interface Telling {
  by: (typeof quarantineGroupings)[number]
  /** Groups that are told apart, besides those of one more frame: there is no end of their names. */
  most: number
}

/** A group of rows, with reasons of some of them. */
type RowGroup = Omit<RefusalGroup, 'values'> & { reasons: string[] }

/**
 * Counts records of a piece by what they are refused for, which only they know: frames are unpacked, and no more of them
 * than one request looks into, nor than have so many groups. `until`: where that ended, if there is more.
 */
export async function tallyReasons(
  sql: Runner,
  filter: QuarantineFilter,
  piece: Piece,
  { by, most }: Telling,
): Promise<{ groups: RefusalGroup[]; until: Place | null }> {
  const groups = new Map<string, RefusalGroup>()
  const end = by === 'code' ? piece : await untilGroups(sql, filter, piece, { by, most })

  function add({ reasons, ...one }: RowGroup): void {
    const { stage, code, field = null, reason = '' } = one
    const kind = { stage, code, ...(by !== 'code' && { field }), ...(by === 'reason' && { reason, values: [] }) }
    const key = JSON.stringify(Object.values(kind))
    const known: RefusalGroup = groups.get(key) ?? { ...kind, count: 0 }
    groups.set(key, known)
    known.count += one.count
    for (const each of reasons) addValue(known, each)
  }

  const until = (await tallyInFrames(sql, filter, end, { add, isFull: () => groups.size >= most })) ?? end.last
  const rows = await sql<RowGroup[]>`
    select stage, code, ${fieldShown(sql)} as field, ${withoutValues(sql)} as reason, count(*)::bigint as count,
      (array_agg(reason))[1:${mostValues}] as reasons
    from ${visibleRows(sql, rowsIn(sql, 'quarantine', filter, { ...piece, last: until }))}
    where ${matching(sql, filter)} group by 1, 2, 3, 4 order by count desc, 1, 2, 3, 4`
  rows.forEach(add)
  return { groups: [...groups.values()], until }
}

/** A piece that ends where its rows have so many groups. */
async function untilGroups(sql: Runner, filter: QuarantineFilter, piece: Piece, { by, most }: Telling): Promise<Piece> {
  const order = byPlace(sql, piece.order)
  const ofRow =
    piece.order === 'newest' ? sql`quarantine.run_id desc, quarantine.id desc` : sql`quarantine.run_id, quarantine.id`
  const key = sql`stage, code, ${fieldShown(sql)} ${by === 'reason' ? sql`, ${withoutValues(sql)}` : sql``}`
  const [place] = await sql<Place[]>`
    select run_id as run, id from (
      select quarantine.run_id, quarantine.id, row_number() over (partition by ${key} order by ${ofRow}) as nth
      from ${visibleRows(sql, rowsIn(sql, 'quarantine', filter, piece))} where ${matching(sql, filter)}
    ) as met
    where nth = 1 order by ${order} offset ${most - 1} limit 1`
  return place ? { ...piece, last: withItsFrame(piece.order, place) } : piece
}

/** @returns where it stopped, if it did before the end of the piece */
async function tallyInFrames(
  sql: Runner,
  filter: QuarantineFilter,
  piece: Piece,
  { add, isFull }: { add: (group: RowGroup) => void; isFull: () => boolean },
): Promise<Place | null> {
  const { order, after } = piece
  let read = 0
  let done: Place | null = null
  for await (const frames of readFrames(sql, filter, { piece })) {
    for (const frame of frames) {
      const end = endOf(frame, order)
      if (after && compare(order, end, after) <= 0) continue
      read += frame.bytes
      if (done && (read > mostSoughtBytes || isFull())) return done
      for (const { reason, group } of (await recordsIn(frame)) ?? []) {
        const { stage, code, field } = group
        add({ stage, code, field, reason: reasonWithoutValues(reason), reasons: [reason], count: 1 })
      }
      done = end
    }
  }
  return null
}

function addValue(group: RefusalGroup, reason: string): void {
  if (!group.values || group.values.length === mostValues) return
  const value = valueOfReason(reason)
  if (value !== undefined && !group.values.includes(value)) group.values.push(value)
}
