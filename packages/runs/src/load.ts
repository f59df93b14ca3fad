import type { ChunkRef } from '@syndicate/contracts'
import type { RunContext } from './context.ts'
import { sha256 } from './host.ts'
import { reach } from './fail-point.ts'
import { unpackChunk, type TransformedChunk } from './transform.ts'

export interface Loaded {
  records: number
  ms: number
}

/**
 * Stores a transformed chunk where no reader sees it. A chunk no longer in flight was stored before: it goes on.
 * @returns null when there was nothing left to do
 */
export async function load(ctx: RunContext, ref: ChunkRef): Promise<Loaded | null> {
  const began = performance.now()
  const packed = await ctx.broker.flight.read(ref.run, ref.ordinal, 'stored')
  if (!packed) {
    await ctx.broker.queues.add('validate', ref)
    return null
  }
  const chunk = unpackChunk(packed)
  await stageChunk(ctx, ref, chunk)
  await reach('load.staged')
  const ms = performance.now() - began
  await Promise.all([
    ctx.broker.queues.add('validate', { ...ref, loadMs: ms }),
    ctx.broker.flight.drop(ref.run, ref.ordinal),
  ])
  await reach('load.sent')
  return { records: chunk.notes.counts.stored, ms }
}

/** Enters a transformed chunk into the catalog, once, where no reader sees it. */
export function stageChunk(ctx: RunContext, ref: ChunkRef, { notes, stored }: TransformedChunk): Promise<void> {
  return ctx.catalog.chunks.stage(ref.run, ref.ordinal, {
    recipe: notes.recipe,
    data: stored,
    sha256: sha256(stored),
    counts: notes.counts,
    refused: notes.refused,
    transformMs: notes.ms,
  })
}
