import { firstIdAt, isId, ProblemError, type Run, type RunState } from '@syndicate/contracts'
import type { Fragment, Runner, Sql } from '../connect.ts'
import { all, chosen, earliestLookedAt, mostLookedAt, mostSkewMs, type Conditions } from '../look.ts'
import { pageOf } from '../page.ts'
import { toRun, type RunRow } from './row.ts'
import { toFields, type FieldsRow } from './fields.ts'
import { toSameBytesAs, twinOf, type TwinRow } from './same-bytes.ts'

export interface RunFilter {
  state?: RunState
  pipeline?: string
  dataset?: string
  since?: Date
  until?: Date
  /** Looked for in the id, the names and the error. */
  q?: string
  limit: number
  /** The id of the last run of the page before. */
  cursor?: string
}

/** Chunks that are looked for to tell how far a run is. Of larger ones those that are valid tell enough, and cost nothing. */
const mostCounted = 500

/** What a list says of an error, in characters; the run itself says all of it. */
const mostListedChars = 1000

export function createRunReader(sql: Sql) {
  return {
    async get(id: string): Promise<Run | null> {
      if (!isId(id)) return null
      const [row] = await sql<(RunRow & TwinRow & FieldsRow)[]>`
        select ${columns(sql)}, error_detail as "errorDetail", field_changes as "fieldChanges",
          run_fields -> 'leftOut' as "leftOut", twin.*
        from runs left join versions on run_id = runs.id ${twinOf(sql)} where runs.id = ${id}`
      return row ? { ...toRun(row), sameBytesAs: toSameBytesAs(row), fields: toFields(row) } : null
    },

    /**
     * Newest first. Run ids sort by time, so the id is the cursor. A page may end early, even empty, where few of many runs
     * are wanted: `next` goes on where it stopped to look.
     */
    async list(filter: RunFilter): Promise<{ runs: Run[]; next: string | null }> {
      if (filter.cursor !== undefined && !isId(filter.cursor)) {
        throw new ProblemError('validation-failed', 'cursor: not one that a page gave')
      }
      const wanted = conditionsOf(sql, filter)
      const stop =
        wanted.others.length === 0 ? null : await earliestLookedAt(sql, sql`runs where ${all(sql, wanted.range)}`)
      const rows = await sql<RunRow[]>`${listOf(sql, wanted, stop, filter.limit + 1)}`
      const { items: runs, next } = pageOf(rows.map(toRun), filter.limit, ({ runId }) => runId)
      return { runs, next: next ?? stop }
    },
  }
}

export function conditionsOf(sql: Runner, filter: RunFilter): Conditions {
  const { state, pipeline, dataset, since, until, q, cursor } = filter
  const inState = state && sql`state = ${state}`
  // Few come to nothing: they are looked for among themselves.
  const isRare = state === 'failed' || state === 'rejected' || state === 'cancelled'
  const [served, ...equal] = chosen(
    isRare && inState,
    dataset && sql`runs.dataset = ${dataset}`,
    pipeline && sql`pipeline = ${pipeline}`,
    !isRare && inState,
  )
  return {
    range: chosen(
      served,
      q !== undefined && isId(q) && sql`runs.id = ${q}`,
      cursor && sql`runs.id < ${cursor}`,
      since && sql`runs.id >= ${firstIdAt(since.getTime() - mostSkewMs)}`,
      until && sql`runs.id < ${firstIdAt(until.getTime() + mostSkewMs)}`,
    ),
    others: [
      ...equal,
      ...chosen(
        since && sql`created_at >= ${since}`,
        until && sql`created_at < ${until}`,
        q !== undefined && !isId(q) && mentions(sql, q),
      ),
    ],
  }
}

function mentions(sql: Runner, q: string): Fragment {
  const pattern = `%${q.replace(/[\\%_]/g, '\\$&')}%`
  return sql`(runs.id::text like ${pattern} or pipeline ilike ${pattern} or runs.dataset ilike ${pattern}
    or error_code ilike ${pattern} or error_detail ilike ${pattern})`
}

/** The statement behind a page. @param stop where it stops to look, if anywhere */
export function listOf(sql: Runner, { range, others }: Conditions, stop: string | null, limit: number): Fragment {
  // Those to look at are settled first, in order: else the planner may read the whole table for a rare word.
  const looked = sql`(
    select * from runs where ${all(sql, range)} ${stop ? sql`and runs.id >= ${stop}` : sql``}
    order by runs.id desc limit ${mostLookedAt}
  ) as runs`
  return sql`
    select ${columns(sql)}, case
      when length(error_detail) > ${mostListedChars} then left(error_detail, ${mostListedChars}) || '…' else error_detail
    end as "errorDetail"
    from ${stop ? looked : sql`runs`} left join versions on run_id = runs.id
    where ${all(sql, stop ? others : [...range, ...others])}
    order by runs.id desc limit ${limit}`
}

function columns(sql: Runner): Fragment {
  return sql`
    runs.id, pipeline, runs.dataset, format, state, runs.bytes, chunks_cut as "chunksCut", chunks, chunks_valid as "chunksValid",
    case when state in ('accepted', 'running')
      then greatest(chunks_valid, (
        select count(*) from (select from chunks where run_id = runs.id limit ${mostCounted}) as counted
      )) else chunks_valid end as staged,
    (select reclaimed_at is null from inputs where inputs.id = input_id) as "inputKept",
    (select deleted_at from deleted_runs where run_id = runs.id) as "datasetDeletedAt",
    (select cut->'reading' from inputs where inputs.id = input_id) as reading,
    records_in as "recordsIn", loaded, quarantined, duplicate, filtered,
    extract_ms as "extractMs", transform_ms as "transformMs", load_ms as "loadMs", validate_ms as "validateMs",
    error_code as "errorCode", replay_of as "replayOf", version,
    created_at as "createdAt", started_at as "startedAt", finished_at as "finishedAt"`
}
