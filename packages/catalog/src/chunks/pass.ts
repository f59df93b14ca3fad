import { chunkBytes, ifWhole } from '../bytes/with-rows.ts'
import type { Fragment, Runner, Sql } from '../connect.ts'
import { isCutAlike } from '../runs/accept.ts'
import { endMoved, endWhen, type FinishedRun } from '../runs/end.ts'
import type { ChunkKey } from './chunk.ts'

/** How long the last stages took, in milliseconds. */
export interface Verdict {
  loadMs: number
  validateMs: number
}

/** Holds a staged chunk against its checksum and enters it into the run's books, once. @returns the run, when that ended it. Throws chunk-damaged. */
export function passChunk(sql: Sql, key: ChunkKey, { loadMs, validateMs }: Verdict): Promise<FinishedRun | null> {
  return endMoved(
    sql,
    sql`
    with fence as (${fence(sql, key)}), passed as (
      update chunks set state = ${ifWhole(sql, 'chunks', 'valid')}, load_ms = ${loadMs}
      from fence where run_id = fence.id and ordinal = ${key.ordinal} and chunks.state = 'staged'
      returning ${entered(sql)}
    ), moved as (${bookEntry(sql, validateMs)})`,
  )
}

/** The run, as long as it is this epoch's to work on, and held for this statement; with the fields of what is in its books. */
export function fence(sql: Runner, { run, epoch }: ChunkKey): Fragment {
  return sql`
    select id, recipe, ${bookedFields(sql)}
    from runs
    where id = ${run} and epoch = ${epoch} and state = 'running' and ${isCutAlike(sql)} for no key update`
}

/** Of what is in the books of a run, as `booked_fields`. */
export function bookedFields(sql: Runner): Fragment {
  return sql`case when run_fields is null and chunks_valid > 0 then ${unseen(sql)} else run_fields end as booked_fields`
}

/** What the books need of a chunk that enters them. */
export function entered(sql: Runner): Fragment {
  const fields = sql`coalesce(seen_fields, ${unseen(sql)})`
  return sql`
    run_id, records_in, records, chunks.filtered, refused, transform_ms, chunks.load_ms, ${chunkBytes(sql)} as bytes, ${fields} as fields`
}

/** The fields of what a version of the program that does not look has made, or booked. */
function unseen(sql: Runner): Fragment {
  return sql`'{"more": true}'::jsonb`
}

/** The update that enters what `passed` returns into the books of its run, as `fence` holds it, and ends the run when it was the last one missing. */
export function bookEntry(sql: Runner, validateMs: number): Fragment {
  const read = sql`(runs.records_in + passed.records_in)`
  const quarantined = sql`(runs.quarantined + passed.refused)`
  const fields = sql`passed.all_fields`
  return sql`
    update runs set
      chunks_valid = chunks_valid + 1,
      records_in = ${read},
      loaded = loaded + passed.records,
      quarantined = ${quarantined},
      filtered = runs.filtered + passed.filtered,
      stored_bytes = stored_bytes + passed.bytes,
      transform_ms = runs.transform_ms + passed.transform_ms,
      load_ms = runs.load_ms + passed.load_ms,
      validate_ms = validate_ms + ${validateMs},
      ${endWhen(sql, sql`(chunks_valid + 1 = chunks)`, { read, quarantined, fields })}
    from (
      select passed.*, merged_fields(fence.booked_fields, passed.fields) as all_fields from passed, fence
      offset 0 -- so that they are merged once
    ) as passed where runs.id = passed.run_id
    returning runs.*, ${fields}`
}
