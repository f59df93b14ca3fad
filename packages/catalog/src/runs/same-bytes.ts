import type { Run, RunState } from '@syndicate/contracts'
import type { Fragment, Runner } from '../connect.ts'

/** Inputs with the same bytes that are looked at: whoever sends one thing for ever has very many. */
const mostInputs = 50

/** What `twinOf` joins to a row of `runs`, as `twin`: nulls where there is none. */
export interface TwinRow {
  twinId: string | null
  twinState: RunState | null
  twinCreatedAt: Date | null
}

/**
 * Other inputs with the same bytes as that of a row of `runs`, as long as they are kept: the last ones, or those that came next.
 * `is_same` is to be asked of each, for the index knows the beginning of a checksum alone.
 */
export function sameInputs(sql: Runner, which: 'last' | 'later'): Fragment {
  // By a value rather than a join, and compared as a whole only outside: so the index gives them in order, and no more are read.
  const own = sql`(select sha256 from inputs where inputs.id = runs.input_id)`
  return sql`(
    select id, sha256 = ${own} as is_same from inputs
    where left(sha256, 16) = left(${own}, 16) and reclaimed_at is null
      and ${which === 'later' ? sql`id > runs.input_id order by id` : sql`id <> runs.input_id order by id desc`}
    limit ${mostInputs})`
}

/**
 * Joins to `runs` an earlier run of the same pipeline and dataset over other input with the same bytes, as long as that is kept:
 * one that was published before one that was not, then the last.
 */
export function twinOf(sql: Runner): Fragment {
  return sql`left join lateral (
    select other.id as "twinId", other.state as "twinState", other.created_at as "twinCreatedAt"
    from ${sameInputs(sql, 'last')} as sent join runs as other on other.input_id = sent.id
    where sent.is_same and other.dataset = runs.dataset and other.pipeline = runs.pipeline and other.id < runs.id
    order by other.state = 'published' desc, other.id desc limit 1
  ) as twin on true`
}

export function toSameBytesAs({ twinId, twinState, twinCreatedAt }: TwinRow): NonNullable<Run['sameBytesAs']> | null {
  if (twinId === null) return null
  return { runId: twinId, state: twinState!, createdAt: twinCreatedAt!.toISOString() }
}
