import type { ChunkRef, Refusal } from '@syndicate/contracts'
import { packFrame, unpackFrame, type Source } from '@syndicate/pipeline'
import type { RunContext } from './context.ts'
import { reach } from './fail-point.ts'

export interface Transformed {
  records: number
  ms: number
}

/** What travels with a stored chunk from transform to load. */
export interface ChunkNotes {
  counts: { in: number; filtered: number; stored: number }
  refused: Refusal[]
  sources: Source[]
  ms: number
}

/**
 * Turns a slice of input into the stored form. A slice that is gone was transformed before: the chunk goes on.
 * @returns null when there was nothing left to do
 */
export async function transform(ctx: RunContext, ref: ChunkRef): Promise<Transformed | null> {
  const slice = await ctx.broker.flight.read(ref.run, ref.ordinal, 'slice')
  if (!slice) {
    await ctx.broker.queues.add('load', ref)
    return null
  }
  const { pipeline } = await ctx.pipelines.get(ref.recipe)
  const began = performance.now()
  const { stored, counts, refused, sources } = pipeline.transform(slice)
  const ms = performance.now() - began
  const notes: ChunkNotes = { counts, refused, sources, ms }
  await reach('transform.done')
  // Side by side: should only the job arrive, this one is tried again and makes it good.
  await Promise.all([
    ctx.broker.flight.replace(ref.run, ref.ordinal, packFrame(notes, stored)),
    ctx.broker.queues.add('load', ref),
  ])
  await reach('transform.sent')
  return { records: counts.stored, ms }
}

/** The reverse of what `transform` packs. */
export function unpackChunk(packed: Uint8Array): { notes: ChunkNotes; stored: Uint8Array } {
  const { header, body } = unpackFrame<ChunkNotes>(packed)
  return { notes: header, stored: body }
}
