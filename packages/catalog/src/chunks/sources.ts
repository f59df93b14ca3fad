import { createBatcher } from '@syndicate/timing'
import type { ByteStore } from '../bytes/byte-store.ts'
import type { ChunkKey, ChunkSource } from './chunk.ts'

/** Questions in one statement, and statements under way. */
const together = { most: 32, atOnce: 2, waitMs: 0 }

/** Reads what a chunk is made of, as long as its run is that epoch's to work on; else null. Asks together what comes at once. */
export function createSources(bytes: ByteStore): (key: ChunkKey) => Promise<ChunkSource | null> {
  const batcher = createBatcher<ChunkKey, ChunkSource | null>({ ...together, work: (keys) => bytes.sources(keys) })
  return (key) => batcher.add(key)
}
