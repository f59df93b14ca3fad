import type { RunCounts } from '@syndicate/contracts'
import type { Runner } from '../connect.ts'
import type { EndedRun } from './moves.ts'

export interface FinishedRun extends EndedRun {
  counts: RunCounts
  /** Null when the run was rejected. */
  version: number | null
}

/**
 * Ends a run whose last chunk is valid: version, head and run state move in this one statement, or nothing does.
 * No row comes back while chunks are missing or when the run is no longer running. The transaction it runs in becomes durable.
 */
export function finishRun(sql: Runner, id: string) {
  return sql<
    (FinishedRun & { recordsIn: number; loaded: number; quarantined: number; duplicate: number; filtered: number })[]
  >`
    with done as (
      update runs set
        state = case when on_invalid = 'reject' and quarantined > 0 then 'rejected' else 'published' end,
        error_code = case when on_invalid = 'reject' and quarantined > 0 then 'invalid-records' end,
        error_detail = case when on_invalid = 'reject' and quarantined > 0
          then quarantined || ' of ' || records_in || ' records were refused, and the pipeline publishes all or nothing' end,
        finished_at = now(), touched_at = now()
      where id = ${id} and state = 'running' and chunks_valid = chunks
      returning *, set_config('synchronous_commit', 'on', true)
    ), stored as (
      select coalesce(sum(octet_length(data)), 0)::bigint as bytes
      from chunks where run_id in (select id from done where state = 'published')
    ), place as (
      insert into datasets as d (name, mode, recipe, head, last_version, lineage, live_records, live_bytes)
      select dataset, mode, recipe, 1, 1, '{[1,2)}'::int4multirange, loaded, stored.bytes from done, stored where state = 'published'
      on conflict (name) do update set
        head = d.last_version + 1,
        last_version = d.last_version + 1,
        recipe = excluded.recipe,
        lineage = int4multirange(int4range(d.last_version + 1, d.last_version + 2))
          + case when d.mode = 'append' then d.lineage else '{}' end,
        live_records = excluded.live_records + case when d.mode = 'append' then d.live_records else 0 end,
        live_bytes = excluded.live_bytes + case when d.mode = 'append' then d.live_bytes else 0 end,
        updated_at = now()
      returning *
    ), published as (
      insert into versions (dataset, version, run_id, lineage, records, bytes, live_records, live_bytes)
      select place.name, place.head, done.id, place.lineage, done.loaded, stored.bytes, place.live_records, place.live_bytes
      from place, done, stored
      returning version
    )
    select id, pipeline, dataset, state, records_in as "recordsIn", loaded, quarantined, duplicate, filtered,
      (select version from published) as version
    from done`
}

/** The books, out of a row that holds them flat. */
export function countsOf(row: {
  recordsIn: number
  loaded: number
  quarantined: number
  duplicate: number
  filtered: number
}): RunCounts {
  const { recordsIn, loaded, quarantined, duplicate, filtered } = row
  return { in: recordsIn, loaded, quarantined, duplicate, filtered }
}
