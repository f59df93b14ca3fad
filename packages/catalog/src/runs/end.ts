import { ProblemError, type RunCounts, type RunState } from '@syndicate/contracts'
import postgres from 'postgres'
import type { Fragment, Runner } from '../connect.ts'
import type { EndedRun } from './moves.ts'

/** Changes of a dataset's fields that are kept, the last ones. */
const keptSchemas = 100

export interface FinishedRun extends EndedRun {
  /** Hash of the recipe it was accepted with. */
  recipe: string
  counts: RunCounts
  /** Null when the run was rejected, or is not settled. */
  version: number | null
  /** `running` when all its chunks are in the books and its keys have yet to be settled: `createSettling` ends it. */
  state: RunState
  chunks: number
}

/** The books of a run after an update, as far as its end depends on them. */
interface Books {
  read: Fragment
  quarantined: Fragment
  fields: Fragment
}

/**
 * Assignments that end a run in the very update that makes it complete. One with keys goes on, unless it is rejected, until
 * they are settled.
 * @param complete whether all its chunks are valid after this update
 * @param books after this update
 */
export function endWhen(sql: Runner, complete: Fragment, books: Books, { settled = false } = {}): Fragment {
  const why = sql`(case when ${complete} and ${books.quarantined} > 0 then ${whyRejected(sql, books)} end)`
  const publishes = settled ? complete : sql`(${complete} and not runs.keyed)`
  const ends = settled ? complete : sql`(${publishes} or ${why} is not null)`
  return sql`
    state = case when ${why} is not null then 'rejected' when ${publishes} then 'published' else runs.state end,
    error_code = case when ${why} is not null then 'invalid-records' end,
    error_detail = ${why},
    field_changes = case when ${ends} then ${changesOf(sql, books)} end,
    run_fields = case when ${ends} then ${keptOf(sql, books)} else ${books.fields} end,
    finished_at = case when ${ends} then now() end,
    touched_at = now()`
}

/**
 * What of a run's fields is not as in its dataset. What comes out of quarantine is a few records of an input: what they lack is not
 * gone.
 */
function changesOf(sql: Runner, { fields }: Books): Fragment {
  return sql`(
    select case when claimed is null then field_changes(live_fields, ${fields})
      else field_changes(live_fields, merged_fields(live_fields, ${fields})) end
    from datasets where name = runs.dataset)`
}

/** What is kept of its fields. */
function keptOf(sql: Runner, books: Books): Fragment {
  return sql`(case when ${books.fields} ? 'leftOut' then left_out_told(${books.fields}, ${changesOf(sql, books)}) end)`
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
 * Runs a statement whose last CTE, `moved`, updates a run with `endWhen` and returns it, with `all_fields` of its books; when
 * the run ended, version and head move with it, or nothing does, and the commit is durable before it returns.
 * @returns the run if it ended, or has but to be settled; else null
 * Throws, and then nothing has moved, dataset-mode-conflict when another run has made the dataset meanwhile, in the other
 * mode, dataset-key-conflict when its rows go by another key, dataset-taken when that was another pipeline’s, version-superseded when the run took records out of quarantine whose version is not live any more, and
 * chunk-damaged when what is stored is not what was given to it.
 */
export async function endMoved(sql: Runner, moving: Fragment): Promise<FinishedRun | null> {
  const [row] = await endMoving(sql, moving).catch(explainRefused)
  return row ? finishedRun(row) : null
}

/** What `endMoving` returns. */
export type EndRow = Omit<FinishedRun, 'counts'> & RunCounts

export function finishedRun(row: EndRow): FinishedRun {
  const { id, recipe, pipeline, dataset, state, version, chunks, trace } = row
  const { in: read, loaded, quarantined, duplicate, filtered } = row
  const counts = { in: read, loaded, quarantined, duplicate, filtered }
  return { id, recipe, pipeline, dataset, state, version, chunks, trace, counts }
}

/** The statement of `endMoved`. */
export function endMoving(sql: Runner, moving: Fragment) {
  // What comes out of quarantine belongs to what is live: it never takes its place.
  const adds = sql`(d.mode <> 'replace' or (select claimed from done) is not null)`
  // Rows that were live until now.
  const superseded = sql`(select coalesce((key_changes ->> 'updated')::bigint + (key_changes ->> 'deleted')::bigint, 0) from done)`
  // `d` is the dataset as it is locked now; what was claimed, and of which version, was settled before the run began.
  const isSuperseded = sql`exists (
    select from quarantine join versions using (run_id)
    where replay_run = (select id from done) and not version <@ d.lineage)`
  // Of a new dataset, and of one of which nothing was known, all is new, and nobody needs to be told.
  const isSeen = sql`case when all_fields ? 'stored' then 1 end`
  const firstChanges = (fields: Fragment) => sql`case when ${fields} ? 'stored' then '{}'::jsonb end`
  const wasLive = sql`coalesce(d.live_fields, case when d.live_records > 0 then '{"partly": true}'::jsonb end)`
  return sql<EndRow[]>`
    ${moving}, done as (
      select *, set_config('synchronous_commit', 'on', true) as durable
      from moved where state in ('published', 'rejected')
    ), place as (
      insert into datasets as d (
        name, owner, mode, key, recipe, head, last_version, lineage, live_records, live_bytes, live_fields,
        schema_version, last_schema_version, schema_changes)
      select dataset, pipeline, mode, case when mode = 'upsert' then (select key from recipes where hash = recipe) end,
        recipe, 1, 1, '{[1,2)}'::int4multirange, loaded, stored_bytes,
        live_fields_after(null, all_fields, false), ${isSeen}, coalesce(${isSeen}, 0), ${firstChanges(sql`all_fields`)}
      from done where state = 'published'
      on conflict (name) do update set
        mode = case when d.mode = excluded.mode then d.mode end, -- null is refused, and everything with it
        owner = coalesce(d.owner, excluded.owner),
        head = case when d.owner is null or d.owner = excluded.owner or (select shares from done) then
          d.last_version + 1 end, -- as above
        last_version = d.last_version + 1,
        recipe = case when d.key is not distinct from excluded.key then excluded.recipe end, -- as above
        lineage = case when not ${isSuperseded} then -- as above
          int4multirange(int4range(d.last_version + 1, d.last_version + 2))
          + case when ${adds} then d.lineage else '{}' end end,
        live_records = excluded.live_records + case when ${adds} then d.live_records - ${superseded} else 0 end,
        live_bytes = excluded.live_bytes + case when ${adds} then d.live_bytes else 0 end,
        (live_fields, schema_version, last_schema_version, schema_changes) = (
          select live, case when changes is not null then d.last_schema_version + 1
              when not excluded.live_fields ? 'more' or live = d.live_fields then d.schema_version end, -- else it has no number
            d.last_schema_version + case when changes is null then 0 else 1 end, changes
          from (
            select live, case when d.live_fields is null or d.live_fields ? 'more' then ${firstChanges(sql`live`)}
                else field_changes(d.live_fields, case when (select claimed from done) is null then excluded.live_fields
                  else merged_fields(d.live_fields, excluded.live_fields) end) end as changes
            from live_fields_after(${wasLive}, excluded.live_fields, ${adds}) as live
          ) as after),
        updated_at = now()
      returning *
    ), published as (
      insert into versions (dataset, version, run_id, lineage, records, bytes, live_records, live_bytes, has_schema)
      select place.name, place.head, done.id, place.lineage, done.loaded, done.stored_bytes, place.live_records, place.live_bytes,
        place.schema_version
      from place, done
      returning version
    ), changed as (
      insert into dataset_schemas (dataset, schema_version, published_version, by_run, fields, changes)
      select place.name, place.schema_version, place.head, done.id, place.live_fields, schema_changes
      from place, done where schema_changes is not null
    ), forgotten as (
      delete from dataset_schemas using place
      where dataset = place.name and place.schema_changes is not null
        and dataset_schemas.schema_version <= place.last_schema_version - ${keptSchemas}
    )
    select id, recipe, pipeline, dataset, state, chunks, trace, records_in as "in", loaded, quarantined, duplicate, filtered,
      (select version from published) as version, durable
    from done
    union all
    select id, recipe, pipeline, dataset, state, chunks, trace, records_in, loaded, quarantined, duplicate, filtered, null, null
    from moved where keyed and state = 'running' and chunks_valid = chunks`
}

/** What a null in this column says. */
const refusedBy = new Map<string, ProblemError['code']>([
  ['datasets.mode', 'dataset-mode-conflict'],
  ['datasets.recipe', 'dataset-key-conflict'],
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
