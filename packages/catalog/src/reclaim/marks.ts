import { rewriteChunks, type ChunkPlace } from '../bytes/rewrite-chunks.ts'
import type { Fragment, Sql } from '../connect.ts'

/** What one round takes: marks that are looked at, and chunks that are written anew, some tens of megabytes. */
const most = { looked: 2000, chunks: 16 }

/** A chunk is written anew once so many of its rows do not count: it would be read and thrown away each time. */
const worthShare = 0.25

/**
 * Takes rows out of the bytes of their chunks that are marked and that no version can show again: those that are erased, at once;
 * others once they are a quarter of a chunk, and every kept version that sees the chunk sees their mark. Marks of which that is
 * not true yet are looked at again after as long as they have been there. Throws when none could be written, and why.
 */
export async function mergeMarks(sql: Sql): Promise<{ rewritten: number }> {
  const erased = await sql<ChunkPlace[]>`
    select run_id as "runId", ordinal from marks where version = 0 limit ${most.chunks}`
  const places = erased.length === most.chunks ? [] : await dueForGood(sql)
  const { rewritten, failed } = await rewriteChunks(sql, [...erased, ...places], marksForGood(sql))
  if (failed.length > 0 && rewritten === 0) throw failed[0]!.error
  return { rewritten }
}

/** Looks at marks that are due, and puts off those that have to wait. */
async function dueForGood(sql: Sql): Promise<ChunkPlace[]> {
  return sql<ChunkPlace[]>`
    with due as (
      select run_id, ordinal, version from marks where look_at <= now() and version > 0
      order by look_at limit ${most.looked} for update skip locked
    ), places as (
      select distinct run_id, ordinal from due
    ), worth as (
      select places.run_id, places.ordinal from places join chunks using (run_id, ordinal), lateral (
        select coalesce(sum(cardinality(rows)), 0) as rows from marks
        where run_id = chunks.run_id and ordinal = chunks.ordinal and ${marksForGood(sql)}
      ) as settled
      where settled.rows > 0 and settled.rows >= chunks.records * ${worthShare}::float8 limit ${most.chunks}
    ), put_off as (
      update marks set look_at = now() + greatest(now() - made_at, interval '1 minute') from due
      where marks.run_id = due.run_id and marks.ordinal = due.ordinal and marks.version = due.version
    )
    select run_id as "runId", ordinal from worth`
}

/** Of a row of `marks`: whether no version can show its rows again. A version to come builds on a kept one. */
function marksForGood(sql: Sql): Fragment {
  return sql`(
    marks.version = 0 or not exists (
      select from versions made join versions kept on kept.dataset = made.dataset
      where made.run_id = marks.run_id and kept.reclaimed_at is null and made.version <@ kept.lineage
        and not marks.version <@ kept.lineage))`
}
