import { ProblemError, type RunCounts } from '@syndicate/contracts'
import postgres from 'postgres'
import type { Fragment, Runner } from '../connect.ts'
import type { EndedRun } from './moves.ts'

export interface FinishedRun extends EndedRun {
  /** Hash of the recipe it was accepted with. */
  recipe: string
  counts: RunCounts
  /** Null when the run was rejected. */
  version: number | null
}

/** The books of a run after an update, as far as its end depends on them. */
interface Books {
  read: Fragment
  quarantined: Fragment
}

/**
 * Assignments that end a run in the very update that makes it complete.
 * @param complete whether all its chunks are valid after this update
 * @param books after this update
 */
export function endWhen(sql: Runner, complete: Fragment, books: Books): Fragment {
  const why = sql`(case when ${complete} and ${books.quarantined} > 0 then ${whyRejected(sql, books)} end)`
  return sql`
    state = case when ${why} is not null then 'rejected' when ${complete} then 'published' else runs.state end,
    error_code = case when ${why} is not null then 'invalid-records' end,
    error_detail = ${why},
    finished_at = case when ${complete} then now() end,
    touched_at = now()`
}

/**
 * Why a run that refused records is not published; null when it is. What came out of quarantine takes nothing's place: what
 * is refused of it again goes back there, with one attempt more.
 */
function whyRejected(sql: Runner, { read, quarantined }: Books): Fragment {
  const refused = sql`${quarantined} || ' of ' || ${read} || ' records were refused'`
  return sql`(
    select case
      when on_invalid = 'reject' then ${refused} || ', and the pipeline publishes all or nothing'
      when claimed is not null then null
      when ${quarantined} = ${read} then ${refused} || ': there is nothing to publish'
      when ${quarantined} > case
        when right(most, 1) = '%' then rtrim(most, ' %')::numeric * ${read} / 100 else most::numeric end
        then ${refused} || ', more than the pipeline allows (maxRefused: ' || most || ')'
    end from (select (select definition ->> 'maxRefused' from recipes where hash = runs.recipe) as most) as allowed
  )`
}

/**
 * Runs a statement whose last CTE, `moved`, updates a run with `endWhen`; when the run ended, version and head move with
 * it, or nothing does, and the commit is durable before it returns.
 * @returns the run if it ended, else null
 * Throws, and then nothing has moved, dataset-mode-conflict when another run has made the dataset meanwhile, in the other
 * mode, dataset-taken when that was another pipeline’s, version-superseded when the run took records out of quarantine whose version is not live any more, and
 * chunk-damaged when what is stored is not what was given to it.
 */
export async function endMoved(sql: Runner, moving: Fragment): Promise<FinishedRun | null> {
  const [row] = await endMoving(sql, moving).catch(explainRefused)
  return row ? finishedRun(row) : null
}

/** What `endMoving` returns. */
export type EndRow = Omit<FinishedRun, 'counts'> & RunCounts

export function finishedRun(row: EndRow): FinishedRun {
  const { id, recipe, pipeline, dataset, state, version, in: read, loaded, quarantined, duplicate, filtered } = row
  return {
    id,
    recipe,
    pipeline,
    dataset,
    state,
    version,
    counts: { in: read, loaded, quarantined, duplicate, filtered },
  }
}

/** The statement of `endMoved`. */
export function endMoving(sql: Runner, moving: Fragment) {
  // What comes out of quarantine belongs to what is live: it never takes its place.
  const adds = sql`(d.mode = 'append' or (select claimed from done) is not null)`
  // `d` is the dataset as it is locked now; what was claimed, and of which version, was settled before the run began.
  const isSuperseded = sql`exists (
    select from quarantine join versions using (run_id)
    where replay_run = (select id from done) and not version <@ d.lineage)`
  return sql<EndRow[]>`
    ${moving}, done as (
      select *, set_config('synchronous_commit', 'on', true) as durable
      from moved where state in ('published', 'rejected')
    ), place as (
      insert into datasets as d (name, owner, mode, recipe, head, last_version, lineage, live_records, live_bytes)
      select dataset, pipeline, mode, recipe, 1, 1, '{[1,2)}'::int4multirange, loaded, stored_bytes
      from done where state = 'published'
      on conflict (name) do update set
        mode = case when d.mode = excluded.mode then d.mode end, -- null is refused, and everything with it
        owner = coalesce(d.owner, excluded.owner),
        head = case when d.owner is null or d.owner = excluded.owner or (select shares from done) then
          d.last_version + 1 end, -- as above
        last_version = d.last_version + 1,
        recipe = excluded.recipe,
        lineage = case when not ${isSuperseded} then -- as above
          int4multirange(int4range(d.last_version + 1, d.last_version + 2))
          + case when ${adds} then d.lineage else '{}' end end,
        live_records = excluded.live_records + case when ${adds} then d.live_records else 0 end,
        live_bytes = excluded.live_bytes + case when ${adds} then d.live_bytes else 0 end,
        updated_at = now()
      returning *
    ), published as (
      insert into versions (dataset, version, run_id, lineage, records, bytes, live_records, live_bytes)
      select place.name, place.head, done.id, place.lineage, done.loaded, done.stored_bytes, place.live_records, place.live_bytes
      from place, done
      returning version
    )
    select id, recipe, pipeline, dataset, state, records_in as "in", loaded, quarantined, duplicate, filtered, durable,
      (select version from published) as version
    from done`
}

/** What a null in this column says. */
const refusedBy = new Map<string, ProblemError['code']>([
  ['datasets.mode', 'dataset-mode-conflict'],
  ['datasets.head', 'dataset-taken'],
  ['datasets.lineage', 'version-superseded'],
  ['chunks.state', 'chunk-damaged'],
])

/** Throws what a statement says by setting a column to null. */
export function explainRefused(error: unknown): never {
  const code =
    error instanceof postgres.PostgresError ? refusedBy.get(`${error.table_name}.${error.column_name}`) : undefined
  throw code ? new ProblemError(code) : error
}
