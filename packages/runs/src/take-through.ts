import type { ChunkRef } from '@syndicate/contracts'
import type { RunContext } from './context.ts'
import { reach } from './fail-point.ts'
import { stageChunk, type Loaded } from './load.ts'
import { transformSlice, type Transformed } from './transform.ts'
import type { TransformChunkOptions } from './crew/create-crew.ts'
import { validate, type Validated } from './validate.ts'

/** What each stage came to; null for one that had nothing left to do. */
export interface TakenThrough {
  transformed: Transformed | null
  loaded: Loaded | null
  validated: Validated | null
}

export interface TakeThroughOptions extends TransformChunkOptions {
  /** How far the chunk came under an earlier epoch or in an earlier try. */
  state: 'staged' | 'valid' | undefined
  /** Resolves when the run is known to be this one chunk: then its verdict ends the run. */
  sealing: Promise<unknown>
}

/**
 * Takes a run's only chunk through the remaining stages, here and now: the way of a small run through three more queues
 * is longer than the work on it, and each queue has large runs' chunks in it. Every effect is the one that the stage has when
 * it has a queue of its own, in the same order, so that whoever comes after a worker that died finds what it would find there.
 */
export async function takeThrough(
  ctx: RunContext,
  ref: ChunkRef,
  slice: Uint8Array,
  { state, sealing, ...options }: TakeThroughOptions,
): Promise<TakenThrough> {
  let transformed: Transformed | null = null
  let loaded: Loaded | null = null
  if (state === undefined) {
    const chunk = await transformSlice(ctx, ref.recipe, slice, options)
    await reach('transform.done')
    const { counts, ms } = chunk.notes
    transformed = { records: counts.stored, ms }
    const began = performance.now()
    await stageChunk(ctx, ref, chunk)
    await reach('load.staged')
    loaded = { records: counts.stored, ms: performance.now() - began }
  }
  await sealing
  const validated = await validate(ctx, { ...ref, loadMs: loaded?.ms ?? 0 }, options)
  return { transformed, loaded, validated }
}
