import type { LeftReason } from '@syndicate/contracts'
import type { Fragment, Runner } from '../connect.ts'
import {
  framesMatching,
  groupLeftBecause,
  groupsMatching,
  groupsOfFrame,
  visibleFrames,
  type QuarantineFilter,
  type ReplayTerms,
} from './conditions.ts'
import type { Group } from './frame.ts'
import { rowsIn } from './look.ts'
import type { Piece } from './place.ts'
import { countIn, readFrames, recordsIn } from './read-frames.ts'
import { looksInside } from './sought.ts'

/** As many as can be asked for by `field`. */
const mostFieldChars = 200

export interface Tally extends Pick<Group, 'stage' | 'code' | 'field' | 'count'> {
  /** Why they are not to be replayed, if that was asked for. */
  left: LeftReason | null
}

interface Tallying {
  terms?: ReplayTerms
  /** Tells apart fields as well, so many at most: there is no end of their names. */
  mostFields?: number
  /** Counts what is there alone. */
  piece?: Piece
  /** Told when there is more than one request looks into. */
  onCut?: () => void
}

/** Counts what is in frames. Only where single records are named, or what is in them, is it necessary to look into them. */
export async function tallyFrames(
  sql: Runner,
  filter: QuarantineFilter,
  { terms, mostFields, piece, onCut }: Tallying = {},
): Promise<Tally[]> {
  if (filter.ids || looksInside(filter)) return tallyInside(sql, filter, terms, onCut)
  const field = mostFields === undefined ? sql`null::text` : fieldShown(sql)
  return sql<Tally[]>`
    select stage, code, ${field} as field, ${terms ? groupLeftBecause(sql, terms) : sql`null::text`} as left, sum(count)::bigint as count
    from ${visibleFrames(sql, piece && rowsIn(sql, 'refusals', filter, piece))}, ${groupsOfFrame(sql)}
    where ${framesMatching(sql, filter)} and ${groupsMatching(sql, filter)} group by 1, 2, 3, 4
    ${mostFields === undefined ? sql`` : sql`order by count desc, 1, 2, 3 limit ${mostFields}`}`
}

/** A field's name as it is counted by. */
export function fieldShown(sql: Runner): Fragment {
  return sql`left(field, ${mostFieldChars})`
}

async function tallyInside(
  sql: Runner,
  filter: QuarantineFilter,
  terms: ReplayTerms | undefined,
  onCut: (() => void) | undefined,
): Promise<Tally[]> {
  const tallies: Tally[] = []
  for await (const frames of readFrames(sql, filter, { ...(terms && { terms }), onCut })) {
    for (const frame of frames) {
      const found = await recordsIn(frame)
      for (const { group, left } of found ?? []) tallies.push({ ...group, left, count: 1 })
      if (found) continue
      // Of which group each was, nobody knows any more.
      const { group, left } = frame.wanted[0]!
      tallies.push({ ...frame.groups[group]!, left, count: countIn(frame) })
    }
  }
  return tallies
}
