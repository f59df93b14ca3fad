import type { ByteStore } from '../bytes/byte-store.ts'
import { besides, chunkRow, ifWhole } from '../bytes/with-rows.ts'
import type { Runner, Sql } from '../connect.ts'
import type { PackedFrame } from '../quarantine/frame.ts'
import { framesFor } from '../quarantine/store.ts'
import { isCutAlike } from '../runs/accept.ts'
import { endMoved, endWhen, explainRefused, type FinishedRun } from '../runs/end.ts'
import type { ChunkState, StagedChunk } from './chunk.ts'
import { createEnter } from './enter.ts'
import { bookedFields, passChunk, type Verdict } from './pass.ts'
import { createSources } from './sources.ts'

export function createChunks(sql: Sql, bytes: ByteStore) {
  return {
    /** What a chunk is made of, as long as its run is this epoch's to work on; else null. */
    source: createSources(bytes),

    /**
     * Stores a chunk where no reader sees it. Again with the same ordinal: nothing happens. It does not ask for the epoch,
     * because every epoch cuts and transforms alike, as long as it is of one version; what counts is entered by `pass`, which does.
     * @returns how far the chunk is now, which another worker may have settled; null when there is none
     * Throws grown-too-large.
     */
    async stage(
      run: string,
      ordinal: number,
      chunk: StagedChunk,
      state: ChunkState = 'staged',
    ): Promise<ChunkState | null> {
      const frames = await framesFor(sql, run, chunk)
      const { count } = await staging(sql, run, ordinal, chunk, frames, state)
      if (count > 0) return state
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
        update chunks set state = ${ifWhole(sql, 'chunks', 'staged')}
        where run_id = ${run} and ordinal = ${ordinal} and state = 'transformed'
        returning records`
      const [row] = await loading.catch(explainRefused)
      return row?.records ?? null
    },

    read: bytes.chunk,

    /** The next chunk of a run that holds records, after a given one. */
    next: bytes.nextChunk,

    /** All chunks of a run, as they are stored. */
    stored: bytes.storedChunks,

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
      passChunk(sql, { run, epoch, ordinal }, verdict),

    /** What `stage` and `pass` do, in one go, for a worker whose every stage is its own. Throws chunk-damaged, grown-too-large. */
    enter: createEnter(sql),

    /** Says how many chunks the run has, and ends the run when all of them are valid already. */
    seal: (run: string, epoch: number, chunks: number, extractMs: number): Promise<FinishedRun | null> =>
      endMoved(
        sql,
        sql`with fence as (
          select id, ${bookedFields(sql)} from runs
          where id = ${run} and epoch = ${epoch} and state = 'running' for no key update
        ), moved as (
          update runs set chunks = ${chunks}, chunks_cut = ${chunks}, extract_ms = ${extractMs},
            ${endWhen(sql, sql`chunks_valid = ${chunks}`, { read: sql`records_in`, quarantined: sql`quarantined`, fields: sql`booked_fields` })}
          from fence where runs.id = fence.id
          returning runs.*, booked_fields as all_fields
        )`,
      ),
  }
}

function staging(
  sql: Runner,
  run: string,
  ordinal: number,
  chunk: StagedChunk,
  frames: PackedFrame[],
  state: ChunkState,
) {
  const fence = sql`(select id, recipe from runs where id = ${run} and state = 'running' and ${isCutAlike(sql)}) as fence`
  const storing = chunkRow(sql, chunk, { ordinal, state: sql`${state}`, loadMs: sql`0`, fence })
  if (frames.length === 0 && !chunk.keys?.length) return storing
  return sql`
    with stored as (${storing} returning run_id, ordinal)${besides(sql, { frames, keys: chunk.keys }, sql`stored`)} select from stored`
}
