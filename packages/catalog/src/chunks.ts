import type { Refusal } from '@syndicate/contracts'
import { createBatcher } from '@syndicate/timing'
import type { Fragment, Runner, Sql } from './connect.ts'
import type { PackedFrame } from './quarantine/frame.ts'
import { quarantineRows } from './quarantine/insert.ts'
import { frameRows, framesFor } from './quarantine/store.ts'
import { wasAnswered } from './runs/accept.ts'
import { endMoved, endMoving, endWhen, explainRefused, finishedRun, type EndRow, type FinishedRun } from './runs/end.ts'

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

/** Which chunk. */
export interface ChunkKey {
  run: string
  epoch: number
  ordinal: number
}

/** Questions in one statement, and statements under way. */
const asked = { most: 32, atOnce: 2 }

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

/** A chunk that is stored and entered into the books in one go. */
export interface ChunkEntry {
  run: string
  epoch: number
  ordinal: number
  chunk: StagedChunk
}

/** With what it refuses as it is stored. */
type FramedEntry = ChunkEntry & { frames: PackedFrame[] }

/** Chunks entered by one transaction, their bytes, and transactions under way. A large chunk goes alone. */
const entered = { most: 32, mostBytes: 512 * 1024, atOnce: 2 }

/** How long the last stages took, in milliseconds. */
export interface Verdict {
  loadMs: number
  validateMs: number
}

export function createChunks(sql: Sql) {
  const sources = createBatcher<ChunkKey, ChunkSource | null>({
    ...asked,
    waitMs: 0,
    work: (keys) => readSources(sql, keys),
  })
  const entries = createBatcher<FramedEntry, Promise<FinishedRun | null>>({
    ...entered,
    waitMs: 0,
    bytesOf: ({ chunk, frames }) => frames.reduce((sum, { data }) => sum + data.byteLength, chunk.data.byteLength),
    work: (all) => enterAll(sql, all),
  })

  return {
    /** What a chunk is made of, as long as its run is this epoch's to work on; else null. */
    source: (key: ChunkKey): Promise<ChunkSource | null> => sources.add(key),

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
      const frames = await framesFor(sql, run, chunk.refused)
      const { count } = await staging(sql, run, ordinal, chunk, frames, state)
      if (count > 0) return state
      const [there] = await sql<{ state: ChunkState }[]>`
        select state from chunks where run_id = ${run} and ordinal = ${ordinal}`
      return there?.state ?? null
    },

    /**
     * What `stage` and `pass` do, in one transaction, for a chunk whose every stage is this worker's. Small ones that come
     * together are entered together; nobody waits for company. Throws what `pass` does.
     */
    async enter(entry: ChunkEntry): Promise<FinishedRun | null> {
      return entries.add({ ...entry, frames: await framesFor(sql, entry.run, entry.chunk.refused) })
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
      endMoved(sql, passing(sql, { run, epoch, ordinal }, sql`${verdict.loadMs}::real`, verdict.validateMs)),

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

async function readSources(sql: Sql, keys: ChunkKey[]): Promise<(ChunkSource | null)[]> {
  const rows = await sql<(ChunkSource & { nth: number })[]>`
    select nth::int, recipe, made.state, case when made.state is null then part.data end as part
    from unnest(
      ${keys.map(({ run }) => run)}::uuid[], ${keys.map(({ epoch }) => epoch)}::int[], ${keys.map(({ ordinal }) => ordinal)}::int[]
    ) with ordinality as asked (run, epoch, ordinal, nth)
    join runs on runs.id = asked.run and runs.epoch = asked.epoch and runs.state = 'running'
    join inputs on inputs.id = input_id
    left join chunks made on made.run_id = runs.id and made.ordinal = asked.ordinal
    left join input_parts part on part.input_id = inputs.id and part.ordinal = first_chunk + asked.ordinal`
  const found = new Map(rows.map(({ nth, ...source }) => [nth, source]))
  return keys.map((_, index) => found.get(index + 1) ?? null)
}

async function enterAll(sql: Sql, entries: FramedEntry[]): Promise<Promise<FinishedRun | null>[]> {
  try {
    const ended = await enterTogether(sql, entries)
    return ended.map((row) => Promise.resolve(row ? finishedRun(row) : null))
  } catch (error) {
    // One of them is at fault, and nothing has moved: each has its own reason then. When nobody answered, all may have moved.
    if (entries.length > 1 && wasAnswered(error))
      return entries.map((entry) => enterAll(sql, [entry]).then(([one]) => one!))
    return [Promise.reject(error)]
  }
}

async function enterTogether(sql: Sql, entries: FramedEntry[]): Promise<(EndRow | undefined)[]> {
  // How long storing took is what has passed since the transaction began.
  const loadMs = sql`(extract(epoch from clock_timestamp() - now()) * 1000)::real`
  try {
    const results = await sql.begin((tx) =>
      entries.flatMap(({ run, epoch, ordinal, chunk, frames }) => [
        staging(tx, run, ordinal, chunk, frames, 'staged'),
        endMoving(tx, passing(tx, { run, epoch, ordinal }, loadMs, 0)),
      ]),
    )
    return entries.map((_, index) => (results[index * 2 + 1] as EndRow[])[0])
  } catch (error) {
    return explainRefused(error)
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
  const { counts, refused } = chunk
  const storing = sql`
    insert into chunks (run_id, ordinal, state, data, sha256, records, records_in, filtered, refused, transform_ms)
    select id, ${ordinal}, ${state}, ${chunk.data}, ${chunk.sha256}, ${counts.stored}, ${counts.in}, ${counts.filtered},
      ${refused.length}, ${chunk.transformMs}
    from runs where id = ${run} and state = 'running' and recipe = ${chunk.recipe}
    on conflict (run_id, ordinal) do nothing`
  if (frames.length === 0) return storing
  return sql`with stored as (${storing} returning run_id, ordinal) ${frameRows(sql, frames)}`
}

/** The new state of a chunk that PostgreSQL finds to be what was given to it. Of any other it is null, which refuses the statement. */
function ifWhole(sql: Runner, state: ChunkState) {
  return sql`case when encode(sha256(data), 'hex') = sha256 then ${state} end`
}

function passing(sql: Runner, { run, epoch, ordinal }: ChunkKey, loadMs: Fragment, validateMs: number): Fragment {
  const quarantined = sql`(runs.quarantined + passed.refused)`
  return sql`
    with fence as (
      select id from runs where id = ${run} and epoch = ${epoch} and state = 'running' for no key update
    ), entering as (
      select ordinal, refusals from chunks, fence where run_id = fence.id and ordinal = ${ordinal}
    ), passed as (
      update chunks set state = ${ifWhole(sql, 'valid')}, refusals = null, load_ms = ${loadMs}
      from fence where run_id = fence.id and ordinal = ${ordinal} and chunks.state = 'staged'
      returning run_id, records_in, records, filtered, refused, transform_ms, chunks.load_ms, octet_length(data) as bytes
    ), noted as (${quarantineRows(sql)}), moved as (
      update runs set
        chunks_valid = chunks_valid + 1,
        records_in = runs.records_in + passed.records_in,
        loaded = loaded + passed.records,
        quarantined = ${quarantined},
        filtered = runs.filtered + passed.filtered,
        stored_bytes = stored_bytes + passed.bytes,
        transform_ms = runs.transform_ms + passed.transform_ms,
        load_ms = runs.load_ms + passed.load_ms,
        validate_ms = validate_ms + ${validateMs},
        ${endWhen(sql, sql`(chunks_valid + 1 = chunks)`, quarantined)}
      from passed where runs.id = passed.run_id
      returning runs.*
    )`
}
