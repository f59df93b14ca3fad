import type { ChunkRef, Refusal } from '@syndicate/contracts'
import { packFrame, unpackFrame } from '@syndicate/pipeline'
import type { RunContext } from './context.ts'
import type { TransformChunkOptions } from './crew/create-crew.ts'
import { reach } from './fail-point.ts'

export interface Transformed {
  records: number
  ms: number
}

/** What travels with a stored chunk from transform to load. */
export interface ChunkNotes {
  /** Hash of the recipe it was transformed by. */
  recipe: string
  counts: { in: number; filtered: number; stored: number }
  refused: Refusal[]
  ms: number
}

/** A chunk between transform and load. */
export interface TransformedChunk {
  notes: ChunkNotes
  /** In the stored form. */
  stored: Uint8Array
}

/**
 * Turns a slice of input into the stored form. A slice that is gone was transformed before: the chunk goes on.
 * @param options.signal stops it at once; it may then be done again
 * @returns null when there was nothing left to do
 */
export async function transform(
  ctx: RunContext,
  ref: ChunkRef,
  options: TransformChunkOptions = {},
): Promise<Transformed | null> {
  const slice = await ctx.broker.flight.read(ref.run, ref.ordinal, 'slice')
  if (!slice) {
    await ctx.broker.queues.add('load', ref)
    return null
  }
  const { notes, stored } = await transformSlice(ctx, ref.recipe, slice, options)
  await reach('transform.done')
  // Side by side: should only the job arrive, this one is tried again and makes it good.
  await Promise.all([
    ctx.broker.flight.replace(ref.run, ref.ordinal, packFrame(notes, stored)),
    ctx.broker.queues.add('load', ref),
  ])
  await reach('transform.sent')
  return { records: notes.counts.stored, ms: notes.ms }
}

/** What a slice becomes by a recipe. */
export async function transformSlice(
  ctx: RunContext,
  recipe: string,
  slice: Uint8Array,
  options: TransformChunkOptions,
): Promise<TransformedChunk> {
  const { result, ms } = await ctx.crew.transform(await ctx.recipes.get(recipe), slice, options)
  const { stored, counts, refused } = result
  return { notes: { recipe, counts, refused, ms }, stored }
}

/** The reverse of what `transform` packs. */
export function unpackChunk(packed: Uint8Array): TransformedChunk {
  const { header, body } = unpackFrame<ChunkNotes>(packed)
  return { notes: header, stored: body }
}
