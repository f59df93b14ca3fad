import type { Fragment, Runner } from '../connect.ts'

/** Chunks that are looked for to tell how far a run is. Of larger ones those that are valid tell enough, and cost nothing. */
const mostCounted = 500

/** What a list says of an error, in characters; the run itself says all of it. */
const mostListedChars = 1000

/** Of a row of `runs` with its version, what `RunRow` has besides the detail of its error. */
export function columns(sql: Runner): Fragment {
  return sql`
    runs.id, pipeline, runs.dataset, format, state, runs.bytes, chunks_cut as "chunksCut", chunks, chunks_valid as "chunksValid",
    case when state in ('accepted', 'running')
      then greatest(chunks_valid, (
        select count(*) from (select from chunks where run_id = runs.id limit ${mostCounted}) as counted
      )) else chunks_valid end as staged,
    (select reclaimed_at is null from inputs where inputs.id = input_id) as "inputKept",
    (select cut->'reading' from inputs where inputs.id = input_id) as reading,
    (select file_name from inputs where inputs.id = input_id) as "fileName",
    user_id as "userId", (select username from users where users.id = user_id) as username,
    records_in as "recordsIn", loaded, quarantined, duplicate, filtered,
    extract_ms as "extractMs", transform_ms as "transformMs", load_ms as "loadMs", validate_ms as "validateMs",
    key_changes as "changes", error_code as "errorCode", replay_of as "replayOf", version,
    dealt_with_at as "dealtWithAt", (select username from users where users.id = dealt_with_by) as "dealtWithBy",
    created_at as "createdAt", started_at as "startedAt", finished_at as "finishedAt"`
}

/** What a list says of the error of a row of `runs`. */
export function listedDetail(sql: Runner): Fragment {
  return sql`case
    when length(error_detail) > ${mostListedChars} then left(error_detail, ${mostListedChars}) || '…' else error_detail
  end`
}
