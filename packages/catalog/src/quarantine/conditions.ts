import type { QuarantineState, RefusalCode, Stage } from '@syndicate/contracts'
import type { Fragment, Runner } from '../connect.ts'
import { frameOf } from './frame.ts'
import { rowsSought } from './sought.ts'

export interface QuarantineFilter {
  ids?: string[] | undefined
  run?: string | undefined
  dataset?: string | undefined
  /** Only of these. */
  datasets?: readonly string[] | undefined
  stage?: Stage | undefined
  code?: RefusalCode | undefined
  field?: string | undefined
  /** A reason without the values it shows. */
  reason?: string | undefined
  /** Looked for in the record and the reason. */
  q?: string | undefined
  state?: QuarantineState | undefined
}

/** What decides whether a record may be replayed, besides the record itself. */
export interface ReplayTerms {
  /** How many replays a record may go through. */
  maxReplays: number
  /** Names of the pipelines there are. */
  pipelines: string[]
  /** Whether the record as it was does not matter, for all of it is replaced. */
  replaced: boolean
}

/**
 * The rows that a question or a move is about: `quarantine` and `runs`, and the version that the run published, if it did.
 * @param rows those of a piece; none: all
 */
export function visibleRows(sql: Runner, rows?: Fragment): Fragment {
  return sql`${withRuns(sql, 'quarantine', rows)} ${versionOfRun(sql)}`
}

/** The same for frames. */
export function visibleFrames(sql: Runner, frames?: Fragment): Fragment {
  return sql`${withRuns(sql, 'refusals', frames)} ${versionOfRun(sql)}`
}

/** With the run of each. Those of a piece are looked up one by one: the planner would rather read all runs there are. */
function withRuns(sql: Runner, table: 'quarantine' | 'refusals', piece?: Fragment): Fragment {
  const ofRow = sql`runs.id = ${sql(table)}.run_id`
  if (!piece) return sql`${sql(table)} join runs on ${ofRow}`
  return sql`${piece} cross join lateral (select * from runs where ${ofRow} limit 1) as runs`
}

function versionOfRun(sql: Runner): Fragment {
  return sql`left join versions on versions.run_id = runs.id left join datasets on datasets.name = runs.dataset`
}

/** How records are added to the dataset they were meant for, which may have yet to be made. */
export function modeOfRows(sql: Runner): Fragment {
  return sql`coalesce(datasets.mode, runs.mode)`
}

/**
 * Whether a row of `runs` refused all it got, and would have added to what is there: its records may be tried again, for they
 * are all there is of it. Of another that was rejected, records would be published without those they came with.
 */
export function isWhollyRefused(sql: Runner): Fragment {
  return sql`(runs.state = 'rejected' and runs.mode = 'append' and runs.on_invalid = 'quarantine' and runs.loaded = 0
    and runs.claimed is null)`
}

/** The groups of a frame, each with its place in the list. */
export function groupsOfFrame(sql: Runner): Fragment {
  return sql`
    rows from (json_to_recordset(groups) as (stage text, code text, field text, attempt int, source text, count int))
    with ordinality as held (stage, code, field, attempt, source, count, nth)`
}

/** Only what a run has ended with can be seen: before that, and of a run that failed, nothing is settled. */
export function matching(sql: Runner, filter: QuarantineFilter): Fragment {
  return sql`${ofEndedRun(sql, filter)}
    ${filter.ids ? sql`and quarantine.id = any(${filter.ids}::uuid[])` : sql``}
    ${filter.state ? sql`and ${stateOf(sql)} = ${filter.state}` : sql``}
    ${refusedFor(sql, filter)} ${rowsSought(sql, filter)}`
}

/** The same for frames, as far as it can be said of a frame. A chunk that never passed is beyond the run's last. */
export function framesMatching(sql: Runner, filter: QuarantineFilter): Fragment {
  return sql`${ofEndedRun(sql, filter)} and refusals.ordinal < runs.chunks
    ${filter.ids ? sql`and refusals.id = any(${[...new Set(filter.ids.map(frameOf))]}::uuid[])` : sql``}`
}

/** And what can be said of a group. */
export function groupsMatching(sql: Runner, filter: QuarantineFilter): Fragment {
  return sql`held.count > 0 and ${holdsFramed(filter)} ${refusedFor(sql, filter)}`
}

/** What somebody has touched is no longer in a frame: all that is there is open. */
export function holdsFramed({ state = 'open' }: QuarantineFilter): boolean {
  return state === 'open'
}

function ofEndedRun(sql: Runner, filter: QuarantineFilter): Fragment {
  return sql`runs.state in ('published', 'rejected')
    ${filter.run ? sql`and runs.id = ${filter.run}` : sql``}
    ${filter.dataset ? sql`and runs.dataset = ${filter.dataset}` : sql``}
    ${filter.datasets ? sql`and runs.dataset = any(${[...filter.datasets]}::text[])` : sql``}`
}

function refusedFor(sql: Runner, filter: QuarantineFilter): Fragment {
  return sql`
    ${filter.stage ? sql`and stage = ${filter.stage}` : sql``}
    ${filter.code ? sql`and code = ${filter.code}` : sql``}
    ${filter.field === undefined ? sql`` : sql`and field = ${filter.field}`}`
}

/**
 * The state of a row of `quarantine`. A replay that is not known to have come to nothing counts as under way or done:
 * so it holds for a row claimed while this statement waited for it, and for one whose replay is no longer kept.
 */
export function stateOf(sql: Runner): Fragment {
  return sql`case
    when discarded_at is not null then 'discarded'
    when replay_run is null then 'open'
    else coalesce((
      select case
        when replay.state in ('failed', 'cancelled', 'rejected') then 'open'
        when replay.state = 'published' then 'replayed'
        else 'replaying'
      end from runs as replay where replay.id = replay_run
    ), 'replayed') end`
}

/** Why a row of `visibleRows` is not to be replayed; null when it is. */
export function leftBecause(sql: Runner, terms: ReplayTerms): Fragment {
  const state = stateOf(sql)
  return sql`case when ${state} <> 'open' then ${state} else ${notReplayable(sql, terms, sourceOfRow(sql))} end`
}

/** Where a row of `quarantine` can be read again, as a group of a frame says it. */
export function sourceOfRow(sql: Runner): Fragment {
  return sql`case
    when record is not null then 'record'
    when encoding = 'text' and position >= 0 and code not in ('malformed-record', 'record-too-large') then 'original' end`
}

/** Whether a record can be taken up again as it was. */
export function isReadable(sql: Runner, source: Fragment): Fragment {
  return sql`(${source} = 'record' or (${source} = 'original' and format in ('json', 'ndjson', 'yaml'))) is true`
}

/** Why a group of a frame is not to be replayed; null when it is. */
export function groupLeftBecause(sql: Runner, terms: ReplayTerms): Fragment {
  return notReplayable(sql, terms, sql`source`)
}

function notReplayable(sql: Runner, terms: ReplayTerms, source: Fragment): Fragment {
  return sql`case
    when runs.state <> 'published' and not ${isWhollyRefused(sql)} then 'not-published'
    when runs.state = 'published' and (versions.version <@ datasets.lineage) is not true then 'not-live'
    when exists (select from deleted_runs where deleted_runs.run_id = runs.id) then 'not-live'
    when attempt >= ${terms.maxReplays} then 'too-many-attempts'
    when not runs.pipeline = any(${terms.pipelines}) then 'unknown-pipeline'
    when not ${terms.replaced} and not ${isReadable(sql, source)} then 'unreadable'
  end`
}
