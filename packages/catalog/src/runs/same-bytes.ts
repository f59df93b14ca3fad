import type { Run, RunState } from '@syndicate/contracts'
import type { Fragment, Runner } from '../connect.ts'

/** Earlier inputs with the same bytes that are looked at: whoever sends one thing for ever has very many. */
const mostInputs = 50

/** What `twinOf` joins to a row of `runs`, as `twin`: nulls where there is none. */
export interface TwinRow {
  twinId: string | null
  twinState: RunState | null
  twinCreatedAt: Date | null
}

/**
 * Joins to `runs` an earlier run of the same pipeline and dataset over other input with the same bytes, as long as that is kept:
 * one that was published before one that was not, then the last.
 */
export function twinOf(sql: Runner): Fragment {
  // By a value rather than a join, and compared as a whole only outside: so the index gives the last ones, and no more are read.
  const own = sql`(select sha256 from inputs where inputs.id = runs.input_id)`
  return sql`left join lateral (
    select other.id as "twinId", other.state as "twinState", other.created_at as "twinCreatedAt"
    from (
      select id, sha256 from inputs
      where left(sha256, 16) = left(${own}, 16) and id < runs.input_id and reclaimed_at is null
      order by id desc limit ${mostInputs}
    ) as earlier join runs as other on other.input_id = earlier.id
    where earlier.sha256 = ${own} and other.dataset = runs.dataset and other.pipeline = runs.pipeline and other.id < runs.id
    order by other.state = 'published' desc, other.id desc limit 1
  ) as twin on true`
}

export function toSameBytesAs({ twinId, twinState, twinCreatedAt }: TwinRow): NonNullable<Run['sameBytesAs']> | null {
  if (twinId === null) return null
  return { runId: twinId, state: twinState!, createdAt: twinCreatedAt!.toISOString() }
}
