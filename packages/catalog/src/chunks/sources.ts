import { createBatcher } from '@syndicate/timing'
import type { Sql } from '../connect.ts'
import type { ChunkKey, ChunkState } from './chunk.ts'

/** What a chunk is made of. */
export interface ChunkSource {
  /** Hash of the recipe that the run was accepted with. */
  recipe: string
  /** How far it came before; null when it has not been made. */
  state: ChunkState | null
  /** The part of the input that becomes the chunk, as it was stored; null when it is gone, or not needed any more. */
  part: Uint8Array | null
}

/** Questions in one statement, and statements under way. */
const together = { most: 32, atOnce: 2, waitMs: 0 }

/** Reads what a chunk is made of, as long as its run is that epoch's to work on; else null. Asks together what comes at once. */
export function createSources(sql: Sql): (key: ChunkKey) => Promise<ChunkSource | null> {
  const batcher = createBatcher<ChunkKey, ChunkSource | null>({ ...together, work: (keys) => readSources(sql, keys) })
  return (key) => batcher.add(key)
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
