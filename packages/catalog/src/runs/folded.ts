import type { Sql } from '../connect.ts'
import { all, type Conditions } from '../look.ts'
import { columns, listedDetail } from './columns.ts'
import { likeness } from './likeness.ts'
import type { RunPage } from './read.ts'
import { toRun, type RunRow } from './row.ts'

/** Runs one page looks at, newest first: enough for hours of telemetry, and some ten milliseconds' worth. */
const mostLookedAt = 5_000
/** From how many on runs that are alike are one entry. */
const fewestFolded = 10
/** An entry of a page: its newest run, and what it stands for. */
interface EntryRow extends RunRow {
  runs: number
  allIn: number
  allLoaded: number
  allBytes: number
  oldestId: string
  oldestAt: Date
}

/** Where a page ends, beside each of its entries; alone where it has none. */
type PageRow = (EntryRow | { id: null }) & { next: string | null }

/**
 * A page of runs, newest first, in which small ones that are alike are one entry. Each run is behind one entry of one page: a page
 * ends before the run that would begin one entry too many, or where it stops to look.
 */
export async function listFolded(sql: Sql, wanted: Conditions, limit: number): Promise<RunPage> {
  const rows = await sql<PageRow[]>`
    with looked as (
      select id, input_id, user_id, pipeline, dataset, state, bytes, created_at, records_in, loaded, quarantined, replay_of,
        claimed, error_code, error_detail, dealt_with_at
      from runs where ${all(sql, wanted.range)} order by runs.id desc limit ${mostLookedAt}
    ), found as (
      select *, ${likeness(sql)} as likeness from looked as runs where ${all(sql, wanted.others)}
    ), named as (
      select *, case when count(*) over (partition by likeness) >= ${fewestFolded} then coalesce(likeness, id::text)
        else id::text end as entry from found
    ), begun as (
      select *, (row_number() over (partition by entry order by id desc) = 1)::int as begins from named
    ), placed as (
      select *, sum(begins) over (order by id desc) as place from begun
    ), entries as (
      select (array_agg(id order by id desc))[1] as head, count(*) as runs, sum(records_in)::bigint as all_in,
        sum(loaded)::bigint as all_loaded, sum(bytes)::bigint as all_bytes, (array_agg(id order by id))[1] as oldest_id,
        min(created_at) as oldest_at
      from placed where place <= ${limit} group by entry
    ), ending as (
      select case
        when exists (select from placed where place > ${limit}) then (
          select id from placed where place <= ${limit} order by id limit 1)
        when (select count(*) from looked) = ${mostLookedAt} then (select id from looked order by id limit 1)
      end as next
    )
    select ${columns(sql)}, ${listedDetail(sql)} as "errorDetail", entries.runs, all_in as "allIn", all_loaded as "allLoaded",
      all_bytes as "allBytes", oldest_id as "oldestId", oldest_at as "oldestAt", next
    from ending left join entries on true left join runs on runs.id = head left join versions on run_id = runs.id
    order by runs.id desc`
  return { runs: rows.flatMap((row) => (row.id === null ? [] : [toEntry(row)])), next: rows[0]!.next }
}

function toEntry(row: EntryRow) {
  const { runs, allIn, allLoaded, allBytes, oldestId, oldestAt } = row
  if (runs === 1) return toRun(row)
  const oldest = { runId: oldestId, createdAt: oldestAt.toISOString() }
  return { ...toRun(row), folded: { runs, in: allIn, loaded: allLoaded, bytes: allBytes, oldest } }
}
