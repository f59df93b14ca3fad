import type { RunCounts, RunState } from '@syndicate/contracts'
import type { Fragment, Sql } from '../connect.ts'

/** When what of a run that has ended began and ended, in milliseconds since 1970 by the clock of PostgreSQL. */
export interface Timeline {
  id: string
  pipeline: string
  dataset: string
  state: RunState
  errorCode: string | null
  counts: RunCounts
  bytes: number
  chunks: number
  /** Working time of each stage over all chunks. */
  workMs: { extract: number; transform: number; load: number; validate: number }
  /** Whether its keys are settled before it ends. */
  keyed: boolean
  createdMs: number
  startedMs: number | null
  /** When the statement began that ended it. */
  finishedMs: number
  /** From the first chunk to the last; null where none was stored. */
  transform: Interval | null
  load: Interval | null
}

export interface Interval {
  beganMs: number
  endedMs: number
}

interface Row extends Omit<Timeline, 'counts' | 'workMs' | 'transform' | 'load'>, RunCounts {
  extract: number
  transformMs: number
  loadMs: number
  validate: number
  transformFrom: number | null
  transformUntil: number | null
  loadFrom: number | null
  loadUntil: number | null
}

/** Where in a trace a run belongs, as W3C's `traceparent`; null where nobody traces. */
export async function traceOf(sql: Sql, run: string): Promise<string | null> {
  const [row] = await sql<{ trace: string | null }[]>`select trace from runs where id = ${run}`
  return row?.trace ?? null
}

/** @returns null when there is no such run, or it has not ended */
export async function timelineOf(sql: Sql, run: string): Promise<Timeline | null> {
  const ms = (time: Fragment) => sql`(extract(epoch from ${time}) * 1000)::float8`
  const [row] = await sql<Row[]>`
    select id, pipeline, dataset, state, error_code as "errorCode", bytes, coalesce(chunks, chunks_cut) as chunks, keyed,
      records_in as "in", loaded, quarantined, duplicate, filtered,
      extract_ms as extract, transform_ms as "transformMs", load_ms as "loadMs", validate_ms as validate,
      ${ms(sql`created_at`)} as "createdMs", ${ms(sql`started_at`)} as "startedMs", ${ms(sql`finished_at`)} as "finishedMs",
      stored.*
    from runs cross join lateral (
      select ${ms(sql`min(began)`)} as "transformFrom", ${ms(sql`max(stored_at - loading)`)} as "transformUntil",
        ${ms(sql`min(stored_at - loading)`)} as "loadFrom", ${ms(sql`max(stored_at)`)} as "loadUntil"
      from (
        select stored_at, loading, stored_at - loading - transform_ms * interval '1 millisecond' as began
        from (select stored_at, transform_ms, load_ms * interval '1 millisecond' as loading from chunks where run_id = runs.id) as chunk
      ) as chunk
    ) as stored where id = ${run} and finished_at is not null`
  if (!row) return null
  const { in: read, loaded, quarantined, duplicate, filtered, extract, transformMs, loadMs, validate, ...rest } = row
  const { transformFrom, transformUntil, loadFrom, loadUntil, ...known } = rest
  return {
    ...known,
    counts: { in: read, loaded, quarantined, duplicate, filtered },
    workMs: { extract, transform: transformMs, load: loadMs, validate },
    transform: interval(transformFrom, transformUntil),
    load: interval(loadFrom, loadUntil),
  }
}

function interval(beganMs: number | null, endedMs: number | null): Interval | null {
  return beganMs === null || endedMs === null ? null : { beganMs, endedMs }
}
