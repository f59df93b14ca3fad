import type { Fragment, Runner } from '../connect.ts'
import { mostLookedAt } from '../look.ts'
import { holdsFramed, type QuarantineFilter } from './conditions.ts'
import { endOfFrame, frameOf } from './frame.ts'
import { byPlace, compare, isInPiece, type Order, type Piece, type Place } from './place.ts'
import { looksInside, mostSoughtBytes, textBytes } from './sought.ts'

/** Runs of a dataset whose refusals are looked up, one run after another. */
const mostRefusing = 5000

type Table = 'quarantine' | 'refusals'

/** Where a look ends is settled first: it ends with a whole frame, and records may leave frames meanwhile. */
const mostRead = 2 * mostLookedAt

/** What a single run refused is read as it came. */
function orderOf({ run }: QuarantineFilter): Order {
  return run === undefined ? 'newest' : 'oldest'
}

/**
 * The frames and rows that a page looks at to find what is wanted: no more than some ten thousand of each, whatever there
 * is, and of a dataset no more of its runs.
 * @param readsTexts whether texts of all of them are read: then no more than so many bytes of rows, and one frame
 */
export async function lookFrom(
  sql: Runner,
  filter: QuarantineFilter,
  after: Place | null,
  readsTexts = looksInside(filter),
): Promise<Piece> {
  const order = orderOf(filter)
  if (filter.ids) return { order, after, last: null }
  const oldestRun = await earliestRun(sql, filter, after)
  const piece: Piece = { order, after, last: oldestRun === null ? null : { run: oldestRun, id: firstId } }
  // One after the other: a question has one connection at a time.
  const ends = [
    holdsFramed(filter) ? await endIn(sql, 'refusals', filter, piece) : null,
    await endIn(sql, 'quarantine', filter, piece),
    readsTexts ? await endOfTexts(sql, filter, piece) : null,
  ]
  const last = [piece.last, ...ends].filter((end) => end !== null).toSorted((a, b) => compare(order, a, b))[0] ?? null
  return { order, after, last }
}

/**
 * Rows of a table that are in a piece, as if they were the table. They are settled in order before anything is asked of
 * them: else the planner may read the whole table for a rare word.
 */
export function rowsIn(sql: Runner, table: Table, filter: QuarantineFilter, piece: Piece, open = false): Fragment {
  const name = sql(table)
  const { order, after, last } = piece
  const dataset = datasetOf(filter)
  const named = filter.ids && (table === 'refusals' ? [...new Set(filter.ids.map(frameOf))] : filter.ids)
  const inOrder = (where: Fragment) =>
    sql`select * from ${name} where ${where} and ${isInPiece(sql, piece, open)} order by ${byPlace(sql, order)} limit ${mostRead}`
  if (named) return sql`(${inOrder(sql`id = any(${named}::uuid[])`)}) as ${name}`
  if (dataset === undefined) return sql`(${inOrder(filter.run ? sql`run_id = ${filter.run}` : sql`true`)}) as ${name}`
  const newest = sql`${runsOf(sql, dataset, after)} ${last ? sql`and id >= ${last.run}` : sql``} order by id desc limit ${mostLookedAt}`
  return sql`(
    select ${name}.* from (select id, quarantined from ${newest}) as meant, lateral (${inOrder(sql`run_id = meant.id`)}) as ${name}
    where quarantined > 0 limit ${mostRead}
  ) as ${name}`
}

const firstId = '00000000-0000-0000-0000-000000000000'

/** The dataset whose runs are looked through one after another, if that is the way. */
function datasetOf({ run, dataset }: QuarantineFilter): string | undefined {
  return run === undefined ? dataset : undefined
}

function runsOf(sql: Runner, dataset: string, after: Place | null): Fragment {
  return sql`runs where dataset = ${dataset} ${after ? sql`and id <= ${after.run}` : sql``}`
}

/** The last run to look at of a dataset, where there are more. */
async function earliestRun(sql: Runner, filter: QuarantineFilter, after: Place | null): Promise<string | null> {
  const dataset = datasetOf(filter)
  if (dataset === undefined) return null
  const [run] = await sql<{ id: string }[]>`
    select id from (
      select id, row_number() over newest as nth, count(*) filter (where quarantined > 0) over newest as refusing
      from (select id, quarantined from ${runsOf(sql, dataset, after)} order by id desc limit ${mostLookedAt}) as looked
      window newest as (order by id desc rows unbounded preceding)
    ) as counted
    where nth = ${mostLookedAt} or refusing = ${mostRefusing} order by id desc limit 1`
  return run?.id ?? null
}

/** Where looking at one table ends, if it has to: with a frame and all that was ever in it. */
async function endIn(sql: Runner, table: Table, filter: QuarantineFilter, piece: Piece): Promise<Place | null> {
  const [place] = await sql<Place[]>`
    select run_id as run, id from ${rowsIn(sql, table, filter, piece)}
    order by ${byPlace(sql, piece.order)} offset ${mostLookedAt - 1} limit 1`
  return place ? withItsFrame(piece.order, place) : null
}

/** Where the texts of rows are as much as one request looks into. */
async function endOfTexts(sql: Runner, filter: QuarantineFilter, piece: Piece): Promise<Place | null> {
  const order = byPlace(sql, piece.order)
  const [place] = await sql<Place[]>`
    select run_id as run, id from (
      select run_id, id, sum(${textBytes(sql)}) over (order by ${order} rows unbounded preceding) as bytes
      from ${rowsIn(sql, 'quarantine', filter, piece)}
    ) as counted
    where bytes > ${mostSoughtBytes} order by ${order} limit 1`
  return place ? withItsFrame(piece.order, place) : null
}

/** Behind all that was ever in the frame of a record. */
export function withItsFrame(order: Order, { run, id }: Place): Place {
  return { run, id: order === 'newest' ? frameOf(id) : endOfFrame(id) }
}
