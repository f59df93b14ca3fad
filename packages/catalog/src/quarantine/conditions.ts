import type { QuarantineState, RefusalCode, Stage } from '@syndicate/contracts'
import type { Fragment, Runner } from '../connect.ts'

export interface QuarantineFilter {
  ids?: string[] | undefined
  run?: string | undefined
  dataset?: string | undefined
  stage?: Stage | undefined
  code?: RefusalCode | undefined
  state?: QuarantineState | undefined
}

/** What decides whether a record may be replayed, besides its own row. */
export interface ReplayTerms {
  /** How many replays a record may go through. */
  maxReplays: number
  /** Names of the pipelines there are. */
  pipelines: string[]
  /** Whether the record as it was does not matter, for all of it is replaced. */
  replaced: boolean
}

/** The rows that a question or a move is about: `quarantine` and `runs`, and the version that the run published, if it did. */
export function visibleRows(sql: Runner): Fragment {
  return sql`
    quarantine join runs on runs.id = quarantine.run_id
    left join versions on versions.run_id = runs.id left join datasets on datasets.name = versions.dataset`
}

/** Only what a run has ended with can be seen: before that, and of a run that failed, nothing is settled. */
export function matching(sql: Runner, filter: QuarantineFilter): Fragment {
  return sql`runs.state in ('published', 'rejected')
    ${filter.ids ? sql`and quarantine.id = any(${filter.ids}::uuid[])` : sql``}
    ${filter.run ? sql`and quarantine.run_id = ${filter.run}` : sql``}
    ${filter.dataset ? sql`and runs.dataset = ${filter.dataset}` : sql``}
    ${filter.stage ? sql`and stage = ${filter.stage}` : sql``}
    ${filter.code ? sql`and code = ${filter.code}` : sql``}
    ${filter.state ? sql`and ${stateOf(sql)} = ${filter.state}` : sql``}`
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
  const readable = sql`(record is not null or (encoding = 'text' and format in ('json', 'ndjson', 'yaml')
    and position >= 0 and code not in ('malformed-record', 'record-too-large')))`
  return sql`case
    when ${stateOf(sql)} <> 'open' then ${stateOf(sql)}
    when runs.state <> 'published' then 'not-published'
    when (versions.version <@ datasets.lineage) is not true then 'not-live'
    when attempt >= ${terms.maxReplays} then 'too-many-attempts'
    when not runs.pipeline = any(${terms.pipelines}) then 'unknown-pipeline'
    when not ${terms.replaced} and not ${readable} then 'unreadable'
  end`
}
