import type { Fragment, Runner } from '../connect.ts'

/**
 * Runs of the dataset of erasure `e` that may hold what was there when it was asked for: those over an input that came before,
 * and those of what was in quarantine, which make a new one.
 */
function mayHold(sql: Runner): Fragment {
  return sql`
    runs join inputs on inputs.id = runs.input_id
    where runs.dataset = e.dataset and (inputs.created_at <= e.asked_at or runs.claimed is not null)`
}

/** Those that have not ended: whatever they publish is looked at then. */
export function unfinishedBefore(sql: Runner): Fragment {
  return sql`(select runs.id from ${mayHold(sql)} and runs.state in ('accepted', 'running') limit 10000) as unfinished`
}

/** Those that have ended and were not looked at since. */
export function endedUnsearched(sql: Runner, most: number): Fragment {
  return sql`(
    select runs.*, inputs.reclaimed_at is null as input_kept, inputs.swept as input_swept,
      inputs.problem is not null as cut_short, inputs.parts as input_parts, inputs.chunks as input_chunks,
      inputs.first_chunk as input_first
    from ${mayHold(sql)} and runs.state in ('published', 'rejected', 'failed', 'cancelled')
      and not exists (select from erasure_runs where erasure_id = e.id and run_id = runs.id)
    order by runs.id limit ${most}) as unsearched`
}
