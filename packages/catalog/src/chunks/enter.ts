import { createBatcher } from '@syndicate/timing'
import { besides, chunkRow, ifWhole } from '../bytes/with-rows.ts'
import type { Runner, Sql } from '../connect.ts'
import type { PackedFrame } from '../quarantine/frame.ts'
import { framesFor } from '../quarantine/store.ts'
import { wasAnswered } from '../runs/accept.ts'
import { endMoving, explainRefused, finishedRun, type EndRow, type FinishedRun } from '../runs/end.ts'
import type { ChunkKey, StagedChunk } from './chunk.ts'
import { bookEntry, entered, fence } from './pass.ts'

/** A chunk that is stored and entered into the books in one go. */
export interface ChunkEntry extends ChunkKey {
  chunk: StagedChunk
}

/** With what it refuses as it is stored. */
type FramedEntry = ChunkEntry & { frames: PackedFrame[] }

/** Chunks in one transaction, their bytes, and transactions under way. A large chunk goes alone. */
const together = { most: 32, mostBytes: 512 * 1024, atOnce: 2, waitMs: 0 }

/**
 * Stores a chunk and enters it into the books, in one statement, for a worker whose every stage is its own. Small ones that
 * come at once share a transaction; nobody waits for company. @returns the run, when that ended it.
 * Throws chunk-damaged, grown-too-large.
 */
export function createEnter(sql: Sql): (entry: ChunkEntry) => Promise<FinishedRun | null> {
  const batcher = createBatcher<FramedEntry, Promise<FinishedRun | null>>({
    ...together,
    bytesOf: ({ chunk, frames }) => frames.reduce((sum, { data }) => sum + data.byteLength, chunk.data.byteLength),
    work: (entries) => enterAll(sql, entries),
  })
  return async (entry) => batcher.add({ ...entry, frames: await framesFor(sql, entry.run, entry.chunk) })
}

async function enterAll(sql: Sql, entries: FramedEntry[]): Promise<Promise<FinishedRun | null>[]> {
  try {
    const ended = entries.length === 1 ? [await enter(sql, entries[0]!)] : await enterTogether(sql, entries)
    return ended.map(async ([row]) => (row ? finishedRun(row) : null))
  } catch (error) {
    // One of them is at fault, and nothing has moved: each has its own reason then. When nobody answered, all may have moved.
    if (entries.length > 1 && wasAnswered(error))
      return entries.map((entry) => enterAll(sql, [entry]).then(([one]) => one!))
    return entries.map(() => Promise.reject(error))
  }
}

async function enter(sql: Runner, entry: FramedEntry): Promise<EndRow[]> {
  try {
    return await entering(sql, entry)
  } catch (error) {
    return explainRefused(error)
  }
}

/** The datasets are locked first, and in one order, so that two such transactions never wait for each other in a circle. */
async function enterTogether(sql: Sql, entries: FramedEntry[]): Promise<EndRow[][]> {
  const ids = entries.map(({ run }) => run)
  const [, ...ended] = await sql.begin((tx) => [
    tx`
      select from datasets where name in (select dataset from runs where id = any(${ids}::uuid[]))
      order by name for no key update`,
    ...entries.map((entry) => entering(tx, entry)),
  ])
  return ended as EndRow[][]
}

function entering(sql: Runner, { frames, ...entry }: FramedEntry) {
  const { chunk, ordinal } = entry
  // How long PostgreSQL has had it.
  const loadMs = sql`(extract(epoch from clock_timestamp() - statement_timestamp()) * 1000)::real`
  return endMoving(
    sql,
    sql`
    with fence as (${fence(sql, entry)}), passed as (
      ${chunkRow(sql, chunk, { ordinal, state: ifWhole(sql, 'given', 'valid'), loadMs, fence: sql`fence` })}
      returning ordinal, ${entered(sql)}
    )${besides(sql, { frames, keys: chunk.keys }, sql`passed`)}, moved as (${bookEntry(sql, 0)})`,
  )
}
