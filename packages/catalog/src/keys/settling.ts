import type { DatasetMode, RunChanges } from '@syndicate/contracts'
import { refusalRows } from '../bytes/with-rows.ts'
import { durably, type Runner, type Sql } from '../connect.ts'
import type { PackedFrame } from '../quarantine/frame.ts'
import { framesFor } from '../quarantine/store.ts'
import { endMoving, endWhen, explainRefused, finishedRun, type EndRow, type FinishedRun } from '../runs/end.ts'
import type { StagedChunk } from '../chunks/chunk.ts'
import { bookedFields } from '../chunks/pass.ts'
import { ownBytes, type DigestRange } from './digest-range.ts'

/** A run whose chunks are all in the books, and what its dataset was when that was looked at. */
export interface Settling {
  run: string
  epoch: number
  dataset: string
  mode: DatasetMode
  inputId: string
  firstChunk: number
  /** Of all its chunks. */
  entries: number
  head: number | null
  lastVersion: number
  /** As PostgreSQL writes a multirange. */
  lineage: string
  /** What it took out of quarantine was refused before a version after this one was published; null: it took nothing. */
  asOf: number | null
}

/** What a run comes to once its keys are settled. */
export interface Settlement {
  /** The version it will be: where another was quicker, nothing is done. */
  version: number
  changes: RunChanges
  /** Rows of it that do not count, which are in the books as loaded. */
  duplicate: number
  /** Rows of chunks that do not count any more, by version and ordinal; the run's own under its own version. */
  marks: Iterable<{ version: number; ordinal: number; rows: string }>
  /** What it refuses besides, as it is stored. */
  refused: { ordinal: number; frames: PackedFrame[] }[]
  refusals: number
  segment: number | null
  /** Segments that say what was live: where one of them is gone, rows were erased, or it was merged. */
  read: number[]
}

/** What a chunk holds by key, or a part of it, sorted. */
export interface OwnEntries {
  ordinal: number
  entries: Uint8Array
}

/** Chunks of one statement. */
const mostChunks = 200
/** Marks of one statement, in characters. */
const mostChars = 4 * 1024 * 1024

/** The moves by which a run with keys ends. */
export function createSettling(sql: Sql) {
  return {
    /** A run that has but to be settled; null when it is not this epoch's to work on, or not so far. */
    async begin(run: string, epoch: number): Promise<Settling | null> {
      const [row] = await sql<Omit<Settling, 'run' | 'epoch'>[]>`
        select runs.dataset, runs.mode, input_id as "inputId", first_chunk as "firstChunk",
          (select coalesce(sum(octet_length(entries)), 0) / ${ownBytes} from chunk_keys where run_id = runs.id)::bigint as entries,
          head, coalesce(last_version, 0) as "lastVersion", coalesce(lineage, '{}')::text as lineage,
          case when claimed is not null then (
            select min(version) from quarantine join versions using (run_id) where replay_run = runs.id) end as "asOf"
        from runs join inputs on inputs.id = input_id left join datasets on name = runs.dataset
        where runs.id = ${run} and epoch = ${epoch} and ${isUnsettled(sql)}`
      return row ? { run, epoch, ...row } : null
    },

    /** A run that has but to be settled, whatever its epoch; else null. */
    async unsettled(run: string): Promise<FinishedRun | null> {
      const [row] = await sql<EndRow[]>`
        select id, recipe, pipeline, dataset, state, chunks, trace, records_in as "in", loaded, quarantined, duplicate, filtered,
          null::int as version
        from runs where id = ${run} and ${isUnsettled(sql)}`
      return row ? finishedRun(row) : null
    },

    /** What a run refuses besides, as it is stored. Throws grown-too-large. */
    frames: (run: string, chunk: Pick<StagedChunk, 'refused' | 'counts' | 'madeOf'>): Promise<PackedFrame[]> =>
      framesFor(sql, run, chunk),

    /**
     * What the chunks of a run hold within a range of digests, some chunks at a time, by ordinal; of a chunk with few, all. At
     * least one chunk at a time, and about `bytes`.
     */
    async *own(run: string, { from, before }: DigestRange, bytes: number): AsyncGenerator<OwnEntries[]> {
      for (let after = -1; ;) {
        const rows = await sql<OwnEntries[]>`
          select ordinal, substring(entries from lo * ${ownBytes} + 1 for (hi - lo) * ${ownBytes}) as entries from (
            select *, sum(hi - lo) over (order by ordinal) as so_far, row_number() over (order by ordinal) as nth from (
              select ordinal, entries, coalesce(starts[${from + 1}::int], 0) as lo,
                coalesce(starts[${before + 1}::int], octet_length(entries) / ${ownBytes}) as hi
              from chunk_keys where run_id = ${run} and ordinal > ${after} order by ordinal limit ${mostChunks}
            ) as next
          ) as counted
          where so_far * ${ownBytes} <= ${bytes} or nth = 1 order by ordinal`
        const last = rows.at(-1)
        if (!last) return
        after = last.ordinal
        yield rows
      }
    },

    /**
     * Ends a run as its keys were settled: marks, the index, the books, version and head, or nothing. The commit is durable.
     * @returns `moved` when the dataset is not what it was, `gone` when the run is not this epoch's any more
     * Throws as `endMoved`.
     */
    async finish(settling: Settling, settled: Settlement): Promise<FinishedRun | 'moved' | 'gone'> {
      try {
        return await sql.begin((tx) => finish(tx, settling, settled))
      } catch (error) {
        if (error instanceof Moved) return 'moved'
        return explainRefused(error)
      }
    },
  }
}

function isUnsettled(sql: Runner) {
  return sql`state = 'running' and keyed and chunks_valid = runs.chunks`
}

async function finish(tx: Runner, settling: Settling, settled: Settlement): Promise<FinishedRun | 'moved' | 'gone'> {
  const { run, epoch, dataset } = settling
  await durably(tx)
  const [now] = await tx<{ head: number; lastVersion: number; lineage: string }[]>`
    select head, last_version as "lastVersion", lineage::text from datasets where name = ${dataset} for no key update`
  const was = [settling.head, settling.lastVersion, settling.lineage].join()
  if (was !== (now ? [now.head, now.lastVersion, now.lineage] : [null, 0, '{}']).join()) return 'moved'
  if (!(await areThere(tx, settled.read))) return 'moved'
  const held =
    await tx`select from runs where id = ${run} and epoch = ${epoch} and ${isUnsettled(tx)} for no key update`
  if (held.length === 0) return 'gone'
  const [row] = await endMoving(tx, booked(tx, settling, settled))
  const finished = finishedRun(row!)
  for (const { ordinal, frames } of settled.refused) {
    const before = tx`(select coalesce(max(part) + 1, 0) from refusals where run_id = ${run} and ordinal = ${ordinal}::int)`
    await tx`
      with chunk as (select ${run}::uuid as run_id, ${ordinal}::int as ordinal)
      ${refusalRows(tx, frames, tx`chunk`, before)}`
  }
  await tx`delete from chunk_keys where run_id = ${run}`
  // What was refused besides may be too much.
  if (finished.version === null) return finished
  // Another has made the dataset meanwhile, which was not there to be locked.
  if (finished.version !== settled.version) throw new Moved()
  await mark(tx, settling, settled)
  if (settled.segment !== null) {
    const used = await tx`
      update key_segments set versions = int4multirange(int4range(${settled.version}::int, ${settled.version + 1}::int))
      where id = ${settled.segment}`
    // Whoever settles it as well has begun anew.
    if (used.count === 0) throw new Moved()
  }
  return finished
}

async function areThere(tx: Runner, segments: number[]): Promise<boolean> {
  const found = await tx`select from key_segments where id = any(${segments}::bigint[]) and versions is not null`
  return found.length === segments.length
}

async function mark(tx: Runner, { dataset }: Settling, { version, marks }: Settlement): Promise<void> {
  let batch: { version: number; ordinal: number; rows: string }[] = []
  let chars = 0
  const store = async () => {
    await tx`
      insert into marks (run_id, ordinal, version, rows)
      select run_id, ordinal, ${version}, rows::int[]
      from unnest(${batch.map((one) => one.version)}::int[], ${batch.map(({ ordinal }) => ordinal)}::int[],
        ${batch.map(({ rows }) => rows)}::text[]) as given (version, ordinal, rows)
      join versions on versions.dataset = ${dataset} and versions.version = given.version`
    batch = []
    chars = 0
  }
  for (const one of marks) {
    batch.push(one)
    chars += one.rows.length
    if (chars > mostChars) await store()
  }
  if (batch.length > 0) await store()
}

function booked(tx: Runner, { run }: Settling, { duplicate, refusals, changes }: Settlement) {
  const quarantined = tx`(runs.quarantined + ${refusals}::bigint)`
  const books = { read: tx`runs.records_in`, quarantined, fields: tx`booked_fields` }
  return tx`with fence as (select id, ${bookedFields(tx)} from runs where id = ${run}), moved as (
    update runs set loaded = loaded - ${duplicate + refusals}::bigint, duplicate = runs.duplicate + ${duplicate}::bigint,
      quarantined = ${quarantined}, key_changes = ${JSON.stringify(changes)}::text::jsonb,
      ${endWhen(tx, tx`true`, books, { settled: true })}
    from fence where runs.id = fence.id
    returning runs.*, booked_fields as all_fields
  )`
}

class Moved extends Error {}
