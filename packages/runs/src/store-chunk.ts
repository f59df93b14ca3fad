import type { Catalog, ChunkKey, ChunkState, FinishedRun, StagedChunk } from '@syndicate/catalog'
import { reach } from './fail-point.ts'

/**
 * Stores a chunk that was just made, where no reader sees it; as `valid`, enters it into the books in the same transaction.
 * @returns the run, if the chunk was the last one missing and ended it. Throws chunk-damaged.
 */
export async function storeChunk(
  catalog: Catalog,
  key: ChunkKey,
  chunk: StagedChunk,
  as: ChunkState,
): Promise<FinishedRun | null> {
  if (as === 'valid') {
    const finished = await catalog.chunks.enter({ ...key, chunk })
    await reach(finished?.state === 'published' ? 'publish.committed' : 'validate.passed')
    return finished
  }
  await catalog.chunks.stage(key.run, key.ordinal, chunk, as)
  await reach('load.staged')
  return null
}
