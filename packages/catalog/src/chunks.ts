import type { Refusal } from '@syndicate/contracts'
import type { Sql } from './connect.ts'
import { quarantineRows, storable } from './quarantine/insert.ts'
import { endMoved, endWhen, explainRefused, type FinishedRun } from './runs/end.ts'

/** How far a stored chunk has come: made, by a worker that does not load; loaded; in the books. No reader sees the first two. */
export type ChunkState = 'transformed' | 'staged' | 'valid'

/** One transformed chunk, on its way into the catalog. */
export interface StagedChunk {
  /** Hash of the recipe it was transformed by: only what the run was accepted with may enter it. */
  recipe: string
  data: Uint8Array
  sha256: string
  counts: { in: number; filtered: number; stored: number }
  refused: Refusal[]
  transformMs: number
}

/** What a chunk is made of. */
export interface ChunkSource {
  /** Hash of the recipe that the run was accepted with. */
  recipe: string
  /** How far it came before; null when it has not been made. */
  state: ChunkState | null
  /** The part of the input that becomes the chunk, as it was stored; null when it is gone, or not needed any more. */
  part: Uint8Array | null
}

export interface StoredChunk {
  state: ChunkState
  data: Uint8Array
  sha256: string
  records: number
  /** Hash of the recipe that the run was accepted with. */
  recipe: string
}

/** How long the last stages took, in milliseconds. */
export interface Verdict {
  loadMs: number
  validateMs: number
}

export function createChunks(sql: Sql) {
  return {
    /** What a chunk is made of, as long as its run is this epoch's to work on; else null. */
    async source(run: string, epoch: number, ordinal: number): Promise<ChunkSource | null> {
      const [row] = await sql<ChunkSource[]>`
        select recipe, made.state, case when made.state is null then part.data end as part
        from runs join inputs on inputs.id = input_id
        left join chunks made on made.run_id = runs.id and made.ordinal = ${ordinal}
        left join input_parts part on part.input_id = inputs.id and part.ordinal = first_chunk + ${ordinal}
        where runs.id = ${run} and epoch = ${epoch} and runs.state = 'running'`
      return row ?? null
    },

    /**
     * Stores a chunk where no reader sees it. Again with the same ordinal: nothing happens. It does not ask for the epoch,
     * because every epoch cuts and transforms alike; what counts is entered by `pass`, which does.
     * @returns how far the chunk is now, which another worker may have settled; null when there is none
     */
    async stage(
      run: string,
      ordinal: number,
      chunk: StagedChunk,
      state: ChunkState = 'staged',
    ): Promise<ChunkState | null> {
      const { counts, refused } = chunk
      const { count } = await sql`
        insert into chunks (run_id, ordinal, state, data, sha256, records, records_in, filtered, refused, refusals, transform_ms)
        select id, ${ordinal}, ${state}, ${chunk.data}, ${chunk.sha256}, ${counts.stored}, ${counts.in}, ${counts.filtered},
          ${refused.length}, ${jsonOf(refused.map(storable))}::text::json, ${chunk.transformMs}
        from runs where id = ${run} and state = 'running' and recipe = ${chunk.recipe}
        on conflict (run_id, ordinal) do nothing`
      if (count === 1) return state
      const [there] = await sql<{ state: ChunkState }[]>`
        select state from chunks where run_id = ${run} and ordinal = ${ordinal}`
      return there?.state ?? null
    },

    /**
     * Loads a chunk that another worker made. @returns how many records it holds; null when it was loaded before
     * Throws chunk-damaged.
     */
    async load(run: string, ordinal: number): Promise<number | null> {
      const loading = sql<{ records: number }[]>`
        update chunks set state = ${ifWhole(sql, 'staged')}
        where run_id = ${run} and ordinal = ${ordinal} and state = 'transformed'
        returning records`
      const [row] = await loading.catch(explainRefused)
      return row?.records ?? null
    },

    async read(run: string, ordinal: number): Promise<StoredChunk | null> {
      const [row] = await sql<StoredChunk[]>`
        select chunks.state, data, sha256, records, recipe
        from chunks join runs on runs.id = run_id where run_id = ${run} and ordinal = ${ordinal}`
      return row ?? null
    },

    /** The next chunk of a run that holds records, after a given one. */
    async next(run: string, after: number): Promise<{ ordinal: number; data: Uint8Array } | null> {
      const [row] = await sql<{ ordinal: number; data: Uint8Array }[]>`
        select ordinal, data from chunks
        where run_id = ${run} and ordinal > ${after} and records > 0 order by ordinal limit 1`
      return row ?? null
    },

    /** How far each chunk of a run has come, for those that have come anywhere. */
    async states(run: string): Promise<Map<number, ChunkState>> {
      const rows = await sql<{ ordinal: number; state: ChunkState }[]>`
        select ordinal, state from chunks where run_id = ${run}`
      return new Map(rows.map((row) => [row.ordinal, row.state]))
    },

    /**
     * Holds a staged chunk against its checksum, enters it into the run's books, once, and ends the run when it was the last
     * one missing. Throws chunk-damaged.
     */
    pass: (run: string, epoch: number, ordinal: number, verdict: Verdict): Promise<FinishedRun | null> =>
      endMoved(sql, passing(sql, run, epoch, ordinal, verdict)),

    /** Says how many chunks the run has, and ends the run when all of them are valid already. */
    seal: (run: string, epoch: number, chunks: number, extractMs: number): Promise<FinishedRun | null> =>
      endMoved(
        sql,
        sql`with moved as (
          update runs set chunks = ${chunks}, chunks_cut = ${chunks}, extract_ms = ${extractMs},
            ${endWhen(sql, sql`chunks_valid = ${chunks}`, sql`quarantined`)}
          where id = ${run} and epoch = ${epoch} and state = 'running'
          returning *
        )`,
      ),
  }
}

/** Lists that are mostly empty are not stored then. */
function jsonOf(list: unknown[]): string | null {
  return list.length === 0 ? null : JSON.stringify(list)
}

/** The new state of a chunk that PostgreSQL finds to be what was given to it. Of any other it is null, which refuses the statement. */
function ifWhole(sql: Sql, state: ChunkState) {
  return sql`case when encode(sha256(data), 'hex') = sha256 then ${state} end`
}

function passing(sql: Sql, run: string, epoch: number, ordinal: number, verdict: Verdict) {
  const quarantined = sql`(runs.quarantined + passed.refused)`
  return sql`
    with fence as (
      select id from runs where id = ${run} and epoch = ${epoch} and state = 'running' for no key update
    ), entering as (
      select ordinal, refusals from chunks, fence where run_id = fence.id and ordinal = ${ordinal}
    ), passed as (
      update chunks set state = ${ifWhole(sql, 'valid')}, refusals = null, load_ms = ${verdict.loadMs}
      from fence where run_id = fence.id and ordinal = ${ordinal} and chunks.state = 'staged'
      returning run_id, records_in, records, filtered, refused, transform_ms, octet_length(data) as bytes
    ), noted as (${quarantineRows(sql)}), moved as (
      update runs set
        chunks_valid = chunks_valid + 1,
        records_in = runs.records_in + passed.records_in,
        loaded = loaded + passed.records,
        quarantined = ${quarantined},
        filtered = runs.filtered + passed.filtered,
        stored_bytes = stored_bytes + passed.bytes,
        transform_ms = runs.transform_ms + passed.transform_ms,
        load_ms = runs.load_ms + ${verdict.loadMs},
        validate_ms = validate_ms + ${verdict.validateMs},
        ${endWhen(sql, sql`(chunks_valid + 1 = chunks)`, quarantined)}
      from passed where runs.id = passed.run_id
      returning runs.*
    )`
}
