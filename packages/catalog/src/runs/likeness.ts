import type { Fragment, Runner } from '../connect.ts'

/** Runs with larger inputs stand for themselves, in bytes. */
const mostBytes = 64 * 1024
/** Runs that are one entry were accepted within so many seconds, by the clock. */
const withinSeconds = 300

/** What a row of `runs` has in common with those that are one entry with it; null for one that stands for itself. */
export function likeness(sql: Runner): Fragment {
  return sql`case
    when runs.state = 'published' and runs.quarantined = 0 and runs.bytes <= ${mostBytes} and runs.replay_of is null and runs.claimed is null
      and not exists (select from inputs where inputs.id = runs.input_id and file_name is not null)
    then concat_ws(' ', runs.pipeline, runs.dataset, runs.user_id, floor(extract(epoch from runs.created_at) / ${withinSeconds}::int))
  end`
}
