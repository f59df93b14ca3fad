import { isId, ProblemError } from '@syndicate/contracts'
import type { Fragment, Runner } from '../connect.ts'
import { endOfFrame, frameOf } from './frame.ts'

/** Where a record is among others: in a run, and there by its id. */
export interface Place {
  run: string
  id: string
}

/** Newest runs first, and of each what it refused last; or as they came, as one reads what a single run refused. */
export type Order = 'newest' | 'oldest'

/** A piece of all records in an order: from behind one place to another, which is in it. null: from the first, to the last. */
export interface Piece {
  order: Order
  after: Place | null
  last: Place | null
}

/** Below 0 where `a` comes first. */
export function compare(order: Order, a: Place, b: Place): number {
  if (a.run === b.run && a.id === b.id) return 0
  const isOlder = a.run === b.run ? a.id < b.id : a.run < b.run
  return isOlder === (order === 'oldest') ? -1 : 1
}

/**
 * Whether a row of `quarantine` or `refusals` is in a piece; a frame is where its own id is.
 * @param open the frame that the piece begins in counts as well, for there may be more in it
 */
export function isInPiece(sql: Runner, { order, after, last }: Piece, open = false): Fragment {
  const orEqual = open ? sql`=` : sql``
  const [behind, upTo] = order === 'newest' ? [sql`<${orEqual}`, sql`>=`] : [sql`>${orEqual}`, sql`<=`]
  const from = after && (open ? frameOf(after.id) : after.id)
  return sql`true
    ${after ? sql`and (run_id, id) ${behind} (${after.run}::uuid, ${from}::uuid)` : sql``}
    ${last ? sql`and (run_id, id) ${upTo} (${last.run}::uuid, ${last.id}::uuid)` : sql``}`
}

/** What sorts rows by their places. */
export function byPlace(sql: Runner, order: Order): Fragment {
  return order === 'newest' ? sql`run_id desc, id desc` : sql`run_id, id`
}

/** Behind all that a frame may hold. */
export function endOf({ id, runId }: { id: string; runId: string }, order: Order): Place {
  return { run: runId, id: order === 'newest' ? id : endOfFrame(id) }
}

export function cursorOf({ run, id }: Place): string {
  return `${run}.${id}`
}

/** @throws ProblemError validation-failed */
export function placeOf(cursor: string): Place {
  const [run = '', id = '', ...more] = cursor.split('.')
  if (isId(run) && isId(id) && more.length === 0) return { run, id }
  throw new ProblemError('validation-failed', 'cursor: not one that a page gave')
}
