import type { DatasetMode, Format, LeftReason } from '@syndicate/contracts'
import { refusalBytes } from '../bytes/with-rows.ts'
import type { Fragment, Runner } from '../connect.ts'
import {
  framesMatching,
  groupLeftBecause,
  groupsMatching,
  groupsOfFrame,
  holdsFramed,
  modeOfRows,
  visibleFrames,
} from './conditions.ts'
import type { QuarantineFilter, ReplayTerms } from './conditions.ts'
import { FrameDamaged, frameOf, indexOf, recordId, unpackFrame, type Group, type Line } from './frame.ts'
import { rowsIn } from './look.ts'
import { byPlace, type Piece } from './place.ts'
import { mostSoughtBytes, soughtIn } from './sought.ts'

/** What is fetched at once at most, counted as it is when unpacked. */
const most = { frames: 1000, bytes: 2 * 1024 * 1024 }

export interface Frame {
  id: string
  runId: string
  ordinal: number
  part: number
  pipeline: string
  dataset: string
  mode: DatasetMode
  /** Of the input. */
  format: Format
  createdAt: Date
  data: Uint8Array
  records: number
  bytes: number
  groups: Group[]
  /** Places of the records that are no longer here. */
  taken: number[]
  /** The groups that are asked for, and why they are not to be replayed. */
  wanted: { group: number; left: LeftReason | null }[]
  /** The places that are asked for; none: all. */
  named?: ReadonlySet<number> | undefined
  /** Whether a line is asked for; none: all are. */
  isSought?: ((line: Line) => boolean) | undefined
}

/** A record that is in a frame. */
export interface FramedRecord extends Omit<Line, 'group'> {
  id: string
  index: number
  group: Group
  left: LeftReason | null
}

interface Reading {
  /** Frames of a piece, in its order; none: all there are, in the order the records came in. */
  piece?: Piece
  /** How many records are wanted: none of the frames is without one. */
  records?: number
  /** Says of each group why it is not to be replayed; with `onlyReplayable`, finds the others alone. */
  terms?: ReplayTerms
  onlyReplayable?: boolean
  /** Whether all there is is read, however much: whoever asks knows that it is not too much. */
  isAll?: boolean
  /** Told when there is more than is unpacked for one request: what a filter or an id finds behind that is left. */
  onCut?: (() => void) | undefined
}

/**
 * Frames that hold records a filter asks for, in batches of bounded size. Which groups of a frame are meant, PostgreSQL
 * says; which records that is, `recordsIn`.
 */
export async function* readFrames(
  sql: Runner,
  filter: QuarantineFilter,
  { piece, records = most.frames, terms, onlyReplayable = false, isAll = false, onCut }: Reading = {},
): AsyncGenerator<Frame[]> {
  if (!holdsFramed(filter)) return
  const left = terms ? groupLeftBecause(sql, terms) : sql`null::text`
  const order = piece ? byPlace(sql, piece.order) : sql`run_id, ordinal, part`
  const named = filter.ids && placesOf(filter.ids)
  const isSought = soughtIn(filter)
  // Who reads a piece counts for itself.
  const mostBytes = (isSought || named) && !piece && !isAll ? mostSoughtBytes : Infinity
  let read = 0
  let last: Frame | undefined
  for (;;) {
    const source = piece && framesFrom(sql, filter, piece, last)
    const behind =
      piece || !last
        ? sql``
        : sql`and (refusals.run_id, ordinal, part) > (${last.runId}, ${last.ordinal}::int, ${last.part}::int)`
    const found: Frame[] = await sql<Frame[]>`
      select *, run_id as "runId" from (
        select *, sum(bytes) over place as "bytesSoFar", row_number() over place as nth from (
          select refusals.id, refusals.run_id, ordinal, part, runs.pipeline, runs.dataset, runs.format,
            ${modeOfRows(sql)} as mode,
            refusals.created_at as "createdAt", ${refusalBytes(sql)}, refusals.records, refusals.bytes, groups, taken, asked.wanted
          from ${visibleFrames(sql, source)}, lateral (
            select json_agg(json_build_object('group', nth - 1, 'left', "left")) as wanted from (
              select nth, ${left} as "left" from ${groupsOfFrame(sql)} where ${groupsMatching(sql, filter)}
            ) as held ${onlyReplayable ? sql`where "left" is null` : sql``}
          ) as asked
          where ${framesMatching(sql, filter)} and asked.wanted is not null ${behind}
          order by ${order} limit ${Math.min(records, most.frames)}
        ) as next
        window place as (order by ${order})
      ) as counted
      where "bytesSoFar" <= ${most.bytes} or nth = 1
      order by ${order}`
    if (found.length === 0) return
    if (read > mostBytes) return onCut?.()
    read += found.reduce((sum, { bytes }) => sum + bytes, 0)
    last = found.at(-1)
    yield found.map((frame) => ({ ...frame, named: named?.get(frame.id), isSought }))
  }
}

/** The frames of a piece behind the last that was read. */
function framesFrom(sql: Runner, filter: QuarantineFilter, piece: Piece, last: Frame | undefined): Fragment {
  if (!last) return rowsIn(sql, 'refusals', filter, piece, true)
  return rowsIn(sql, 'refusals', filter, { ...piece, after: { run: last.runId, id: last.id } })
}

/** Places by frame. */
function placesOf(ids: string[]): Map<string, Set<number>> {
  const places = new Map<string, Set<number>>()
  for (const id of ids) {
    const frame = frameOf(id)
    places.set(frame, (places.get(frame) ?? new Set()).add(indexOf(id)))
  }
  return places
}

/** The records of a frame that are asked for and still there, by place; null when the frame is damaged. */
export async function recordsIn(frame: Frame): Promise<FramedRecord[] | null> {
  const lines = await unpackFrame(frame).catch((error: unknown) => {
    if (error instanceof FrameDamaged) return null
    throw error
  })
  if (!lines) return null
  const gone = new Set(frame.taken)
  const left = new Map(frame.wanted.map((wanted) => [wanted.group, wanted.left]))
  return lines.flatMap((whole, index) => {
    const { group, ...line } = whole
    if (!left.has(group) || gone.has(index) || frame.named?.has(index) === false) return []
    if (frame.isSought?.(whole) === false) return []
    return { ...line, id: recordId(frame.id, index), index, group: frame.groups[group]!, left: left.get(group)! }
  })
}

/** How many records of a damaged frame are asked for, as far as is known. */
export function countIn({ named, taken, wanted, groups, records }: Frame): number {
  if (!named) return wanted.reduce((sum, { group }) => sum + groups[group]!.count, 0)
  const gone = new Set(taken)
  return [...named].filter((index) => index < records && !gone.has(index)).length
}
