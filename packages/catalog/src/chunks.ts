import type { Refusal } from '@syndicate/contracts'
import type { Sql } from './connect.ts'
import { quarantineRows } from './quarantine/insert.ts'
import { endMoved, endWhen, type FinishedRun } from './runs/end.ts'

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

export interface StoredChunk {
  state: 'staged' | 'valid'
  data: Uint8Array
  sha256: string
  records: number
  /** Hash of the recipe that the run was accepted with. */
  recipe: string
  /** Refused before, and not in quarantine yet. */
  refusals: Refusal[]
}

/** What the audit of a stored chunk found. */
export interface Verdict {
  /** What was refused before, to enter quarantine now. */
  refusals: Refusal[]
  loadMs: number
  validateMs: number
}

export function createChunks(sql: Sql) {
  return {
    /**
     * Stores a chunk where no reader sees it. Again with the same ordinal: nothing happens. It does not ask for the epoch,
     * because every epoch cuts and transforms alike; what counts is entered by `pass`, which does.
     */
    async stage(run: string, ordinal: number, chunk: StagedChunk): Promise<void> {
      const { counts, refused } = chunk
      await sql`
        insert into chunks (run_id, ordinal, data, sha256, records, records_in, filtered, refused, refusals, transform_ms)
        select id, ${ordinal}, ${chunk.data}, ${chunk.sha256}, ${counts.stored}, ${counts.in}, ${counts.filtered},
          ${refused.length}, ${jsonOf(refused)}::text::json, ${chunk.transformMs}
        from runs where id = ${run} and state = 'running' and recipe = ${chunk.recipe}
        on conflict (run_id, ordinal) do nothing`
    },

    async read(run: string, ordinal: number): Promise<StoredChunk | null> {
      type Row = Omit<StoredChunk, 'refusals'> & { refusals: Refusal[] | null }
      const [row] = await sql<Row[]>`
        select chunks.state, data, sha256, records, recipe, refusals
        from chunks join runs on runs.id = run_id where run_id = ${run} and ordinal = ${ordinal}`
      return row ? { ...row, refusals: row.refusals ?? [] } : null
    },

    /** How far each chunk of a run has come, for those that have come anywhere. */
    async states(run: string): Promise<Map<number, 'staged' | 'valid'>> {
      const rows = await sql<{ ordinal: number; state: 'staged' | 'valid' }[]>`
        select ordinal, state from chunks where run_id = ${run}`
      return new Map(rows.map((row) => [row.ordinal, row.state]))
    },

    /** Enters a chunk's verdict into the run's books, once, and ends the run when it was the last one missing. */
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

function passing(sql: Sql, run: string, epoch: number, ordinal: number, verdict: Verdict) {
  const { refusals } = verdict
  const quarantined = sql`(runs.quarantined + passed.refused)`
  return sql`
    with fence as (
      select id from runs where id = ${run} and epoch = ${epoch} and state = 'running' for no key update
    ), passed as (
      update chunks set state = 'valid', refusals = null, load_ms = ${verdict.loadMs}
      from fence where run_id = fence.id and ordinal = ${ordinal} and chunks.state = 'staged'
      returning run_id, records_in, records, filtered, refused, transform_ms, octet_length(data) as bytes
    )${refusals.length === 0 ? sql`` : sql`, noted as (${quarantineRows(sql, sql`passed`, refusals)} returning 1)`}, moved as (
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
