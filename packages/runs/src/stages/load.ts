import type { ChunkRef } from '@syndicate/contracts'
import type { RunContext } from '../context.ts'
import { reach } from '../faults/fail-point.ts'
import type { StageDone } from './stage-done.ts'

/** Loads a chunk that another worker transformed. @returns null when there was nothing left to do. Throws chunk-damaged. */
export async function load(ctx: RunContext, { run, ordinal }: ChunkRef): Promise<StageDone | null> {
  const began = performance.now()
  const records = await ctx.catalog.chunks.load(run, ordinal)
  await reach('load.staged')
  return records === null ? null : { records, ms: performance.now() - began }
}
