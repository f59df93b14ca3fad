import type { Catalog, ChunkKey, ChunkState, FinishedRun, StagedChunk } from '@syndicate/catalog'
import { reach } from '../faults/fail-point.ts'

/** How far a chunk is, which another worker may have settled; `gone` when its run is not to be worked on. */
export interface Stored {
  state: ChunkState | 'gone'
  /** The run, if the chunk was the last one missing and ended it. */
  finished: FinishedRun | null
}

/**
 * Stores a chunk that was just made, where no reader sees it; as `valid`, enters it into the books in the same transaction.
 * Throws chunk-damaged, grown-too-large.
 */
export async function storeChunk(catalog: Catalog, key: ChunkKey, chunk: StagedChunk, as: ChunkState): Promise<Stored> {
  if (as === 'valid') {
    const finished = await catalog.chunks.enter({ ...key, chunk })
    await reach(finished?.state === 'published' ? 'publish.committed' : 'validate.passed')
    return { state: as, finished }
  }
  const state = await catalog.chunks.stage(key.run, key.ordinal, chunk, as)
  await reach('load.staged')
  return { state: state ?? 'gone', finished: null }
}
