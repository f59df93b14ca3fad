import { firstIdAt, isId, ProblemError, type Run, type RunState } from '@syndicate/contracts'
import type { Fragment, Runner, Sql } from '../connect.ts'
import { all, chosen, earliestLookedAt, mostLookedAt, mostSkewMs, type Conditions } from '../look.ts'
import { pageOf } from '../page.ts'
import { columns, listedDetail } from './columns.ts'
import { listFolded } from './folded.ts'
import { likeness } from './likeness.ts'
import { toRun, type RunRow } from './row.ts'
import { toFields, type FieldsRow } from './fields.ts'
import { toSameBytesAs, twinOf, type TwinRow } from './same-bytes.ts'

export interface RunFilter {
  state?: RunState
  pipeline?: string
  dataset?: string
  since?: Date
  until?: Date
  /** Who started them. */
  userId?: string
  /** Looked for in the id, the names, that of the file and the error. */
  q?: string
  /** A run: those that are one entry with it where the list is folded. */
  like?: string
  /** Whether somebody has dealt with it; `false`: those that want that. */
  dealtWith?: 'true' | 'false'
  limit: number
  /** The id of the last run of the page before; of a folded one, its `next`. */
  cursor?: string
}

export interface RunPage {
  runs: Run[]
  next: string | null
}

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

    /** The newest runs with an id from `first` to `last`. @param datasets only those over one of these */
    between(
      { first, last }: { first: string; last: string },
      { datasets, limit }: { datasets: readonly string[] | null; limit: number },
    ): Promise<{ id: string; state: RunState; pipeline: string }[]> {
      return sql`
        select id, state, pipeline from runs
        where id between ${first} and ${last} ${datasets ? sql`and dataset = any(${[...datasets]})` : sql``}
        order by id desc limit ${limit}`
    },

    /**
     * Newest first. Run ids sort by time, so the id is the cursor. A page may end early, even empty, where few of many runs
     * are wanted: `next` goes on where it stopped to look. @param filter.isFolded small ones that are alike are one entry
     */
    async list({ isFolded = false, ...filter }: RunFilter & { isFolded?: boolean }): Promise<RunPage> {
      if (filter.cursor !== undefined && !isId(filter.cursor)) {
        throw new ProblemError('validation-failed', 'cursor: not one that a page gave')
      }
      const wanted = conditionsOf(sql, filter)
      if (isFolded) return listFolded(sql, wanted, filter.limit)
      const stop =
        wanted.others.length === 0 ? null : await earliestLookedAt(sql, sql`runs where ${all(sql, wanted.range)}`)
      const rows = await sql<RunRow[]>`${listOf(sql, wanted, stop, filter.limit + 1)}`
      const { items: runs, next } = pageOf(rows.map(toRun), filter.limit, ({ runId }) => runId)
      return { runs, next: next ?? stop }
    },
  }
}

export function conditionsOf(sql: Runner, filter: RunFilter): Conditions {
  const { state, pipeline, dataset, userId, since, until, q, like, cursor, dealtWith } = filter
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
        userId && sql`user_id = ${userId}`,
        since && sql`created_at >= ${since}`,
        until && sql`created_at < ${until}`,
        q !== undefined && !isId(q) && mentions(sql, q),
        like && sql`${likeness(sql)} = (select ${likeness(sql)} from runs where runs.id = ${like})`,
        dealtWith === 'true' && sql`dealt_with_at is not null`,
        dealtWith === 'false' && sql`dealt_with_at is null and ${wantsAttention(sql)}`,
      ),
    ],
  }
}

/** Of a run that has ended: what one that is running refuses is not settled. */
export function wantsAttention(sql: Runner): Fragment {
  return sql`(state in ('rejected', 'failed') or (state = 'published' and quarantined > 0))`
}

function mentions(sql: Runner, q: string): Fragment {
  const pattern = `%${q.replace(/[\\%_]/g, '\\$&')}%`
  return sql`(runs.id::text like ${pattern} or pipeline ilike ${pattern} or runs.dataset ilike ${pattern}
    or error_code ilike ${pattern} or error_detail ilike ${pattern}
    or exists (select from inputs where inputs.id = runs.input_id and file_name ilike ${pattern}))`
}

/** The statement behind a page. @param stop where it stops to look, if anywhere */
export function listOf(sql: Runner, { range, others }: Conditions, stop: string | null, limit: number): Fragment {
  // Those to look at are settled first, in order: else the planner may read the whole table for a rare word.
  const looked = sql`(
    select * from runs where ${all(sql, range)} ${stop ? sql`and runs.id >= ${stop}` : sql``}
    order by runs.id desc limit ${mostLookedAt}
  ) as runs`
  return sql`
    select ${columns(sql)}, ${listedDetail(sql)} as "errorDetail"
    from ${stop ? looked : sql`runs`} left join versions on run_id = runs.id
    where ${all(sql, stop ? others : [...range, ...others])}
    order by runs.id desc limit ${limit}`
}
