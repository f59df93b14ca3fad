import type { StagedChunk } from '../chunks/chunk.ts'
import type { Fragment, Runner } from '../connect.ts'
import { startsOf } from '../keys/digest-range.ts'
import type { PackedFrame } from '../quarantine/frame.ts'

/**
 * Bytes that come and go with their rows, as pieces of the catalog's own statements: whoever stores a chunk, accepts a small
 * run or looks for refused records takes the bytes along, and asks PostgreSQL once.
 */

/** An insert of the only parts of inputs, which a CTE named by `of` brings as `input_id` and `part`: owned from the start. */
export function partRows(sql: Runner, of: Fragment): Fragment {
  return sql`insert into input_parts (input_id, ordinal, data, loose) select input_id, 0, part, false from ${of}`
}

interface ChunkRow {
  ordinal: number
  /** Of the chunk as it is stored: a state, or `ifWhole`. */
  state: Fragment
  loadMs: Fragment
  /** What has `id` and `recipe` of the run, as `fence`, as long as the run is to be worked on. */
  fence: Fragment
}

/** An insert of a chunk, made by the recipe that its run was accepted with. Again with the same ordinal: nothing happens. */
export function chunkRow(sql: Runner, chunk: StagedChunk, { ordinal, state, loadMs, fence }: ChunkRow): Fragment {
  const { counts } = chunk
  return sql`
    insert into chunks (
      run_id, ordinal, state, data, sha256, records, records_in, filtered, refused, transform_ms, load_ms,
      seen_fields)
    select fence.id, ${ordinal}, ${state}, given.data, given.sha256, ${counts.stored}, ${counts.in}, ${counts.filtered},
      ${chunk.refused.length}, ${chunk.transformMs}, ${loadMs}, ${JSON.stringify(chunk.fields)}::text::jsonb
    from ${fence}, (select ${chunk.data}::bytea as data, ${chunk.sha256}::text as sha256) as given
    where fence.recipe = ${chunk.recipe}
    on conflict (run_id, ordinal) do nothing`
}

/**
 * The new state of a chunk whose bytes PostgreSQL finds to be what was made, where they are read from a row; where they come
 * with the statement, what it received. Of any other it is null, which refuses the statement.
 * @param of what has the bytes, and the checksum that was made with them: `chunks`, or `given` in `chunkRow`
 */
export function ifWhole(sql: Runner, of: 'chunks' | 'given', state: 'staged' | 'valid'): Fragment {
  return sql`case when encode(sha256(${sql(of)}.data), 'hex') = ${sql(of)}.sha256 then ${state} end`
}

/** How many bytes a chunk has as it is stored. */
export function chunkBytes(sql: Runner): Fragment {
  return sql`octet_length(chunks.data)`
}

/**
 * An insert of frames for the chunks that the statement named by `of` returns: they come with it, or not at all.
 * @param before how many frames of the chunk there are
 */
export function refusalRows(sql: Runner, frames: PackedFrame[], of: Fragment, before: Fragment = sql`0`): Fragment {
  return sql`
    insert into refusals (run_id, ordinal, part, id, data, records, bytes, groups)
    select ${of}.run_id, ${of}.ordinal, ${before} + part - 1, frame.id, frame.data, frame.records, frame.bytes, frame.groups
    from ${of}, unnest(
      ${frames.map(({ id }) => id)}::uuid[], ${frames.map(({ data }) => data)}::bytea[],
      ${frames.map(({ records }) => records)}::int[], ${frames.map(({ bytes }) => bytes)}::int[],
      ${frames.map(({ groups }) => JSON.stringify(groups))}::text[]::json[]
    ) with ordinality as frame (id, data, records, bytes, groups, part)`
}

/** CTEs with what comes with the chunk that the statement named by `of` returns: frames of refusals, and what it holds by key. */
export function besides(
  sql: Runner,
  { frames, keys }: { frames: PackedFrame[]; keys: Uint8Array | null | undefined },
  of: Fragment,
): Fragment {
  const noted = frames.length > 0 ? sql`, noted as (${refusalRows(sql, frames, of)})` : sql``
  if (!keys || keys.length === 0) return noted
  return sql`${noted}, keyed as (
    insert into chunk_keys (run_id, ordinal, entries, starts)
    select ${of}.run_id, ${of}.ordinal, ${keys}, ${startsOf(keys)}::int[] from ${of})`
}

/** The bytes of a frame, as `data`. */
export function refusalBytes(sql: Runner): Fragment {
  return sql`refusals.data`
}
