import { isId, ProblemError, type Run, type RunState } from '@syndicate/contracts'
import type { Sql } from '../connect.ts'
import { pageOf } from '../page.ts'
import { toRun, type RunRow } from './row.ts'

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
  const columns = sql`
    runs.id, pipeline, runs.dataset, format, state, runs.bytes, chunks_cut as "chunksCut", chunks, chunks_valid as "chunksValid",
    case when state in ('accepted', 'running')
      then greatest(chunks_valid, (
        select count(*) from (select from chunks where run_id = runs.id limit ${mostCounted}) as counted
      )) else chunks_valid end as staged,
    (select reclaimed_at is null from inputs where inputs.id = input_id) as "inputKept",
    (select cut->'reading' from inputs where inputs.id = input_id) as reading,
    records_in as "recordsIn", loaded, quarantined, duplicate, filtered,
    extract_ms as "extractMs", transform_ms as "transformMs", load_ms as "loadMs", validate_ms as "validateMs",
    error_code as "errorCode", replay_of as "replayOf", version,
    created_at as "createdAt", started_at as "startedAt", finished_at as "finishedAt"`

  return {
    async get(id: string): Promise<Run | null> {
      if (!isId(id)) return null
      const [row] = await sql<RunRow[]>`
        select ${columns}, error_detail as "errorDetail"
        from runs left join versions on run_id = runs.id where runs.id = ${id}`
      return row ? toRun(row) : null
    },

    /** Newest first. Run ids sort by time, so the id is the cursor. */
    async list(filter: RunFilter): Promise<{ runs: Run[]; next: string | null }> {
      if (filter.cursor !== undefined && !isId(filter.cursor)) {
        throw new ProblemError('validation-failed', 'cursor: not one that a page gave')
      }
      const pattern = filter.q === undefined ? null : `%${filter.q.replace(/[\\%_]/g, '\\$&')}%`
      const rows = await sql<RunRow[]>`
        select ${columns}, case
          when length(error_detail) > ${mostListedChars} then left(error_detail, ${mostListedChars}) || '…' else error_detail
        end as "errorDetail"
        from runs left join versions on run_id = runs.id
        where true
          ${filter.state ? sql`and state = ${filter.state}` : sql``}
          ${filter.pipeline ? sql`and pipeline = ${filter.pipeline}` : sql``}
          ${filter.dataset ? sql`and runs.dataset = ${filter.dataset}` : sql``}
          ${filter.since ? sql`and created_at >= ${filter.since}` : sql``}
          ${filter.until ? sql`and created_at < ${filter.until}` : sql``}
          ${filter.cursor ? sql`and runs.id < ${filter.cursor}` : sql``}
          ${
            pattern === null
              ? sql``
              : sql`and (runs.id::text like ${pattern} or pipeline ilike ${pattern} or runs.dataset ilike ${pattern}
                or error_code ilike ${pattern} or error_detail ilike ${pattern})`
          }
        order by runs.id desc limit ${filter.limit + 1}`
      const { items: runs, next } = pageOf(rows.map(toRun), filter.limit, ({ runId }) => runId)
      return { runs, next }
    },
  }
}
