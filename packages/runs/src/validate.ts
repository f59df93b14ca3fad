import type { FinishedRun, StoredChunk } from '@syndicate/catalog'
import { ProblemError, type ChunkRef, type Recipe } from '@syndicate/contracts'
import { decodeFrame } from '@syndicate/pipeline'
import type { RunContext } from './context.ts'
import { sha256 } from './host.ts'
import { reach } from './fail-point.ts'

export interface Validated {
  records: number
  ms: number
  /** Set when this was the last chunk missing and the run ended with it. */
  finished: FinishedRun | null
  /** The records just published, for a pipeline whose records are live; at most the first hundred. */
  live: unknown[]
}

const liveRecords = 100

/**
 * Reads back what was really stored, audits it and enters it into the run's books; the last chunk publishes the run.
 * @returns null when there is nothing to validate: it was done before, or the run has ended
 * Throws chunk-damaged.
 */
export async function validate(
  ctx: RunContext,
  ref: ChunkRef,
  options: { signal?: AbortSignal } = {},
): Promise<Validated | null> {
  const chunk = await ctx.catalog.chunks.read(ref.run, ref.ordinal)
  if (!chunk || chunk.state === 'valid') return null
  const named = await ctx.recipes.get(chunk.recipe)
  const began = performance.now()
  if (sha256(chunk.data) !== chunk.sha256)
    throw new ProblemError('chunk-damaged', `Chunk ${ref.ordinal} is not what was stored: its checksum differs`)
  const { result: records } = await ctx.crew.audit(named, chunk.data, options)
  if (records !== chunk.records) {
    throw new Error(`Chunk ${ref.ordinal} holds ${records} records where ${chunk.records} were stored`)
  }
  const ms = performance.now() - began
  await reach('validate.audited')
  const finished = await ctx.catalog.chunks.pass(ref.run, ref.epoch, ref.ordinal, {
    refusals: chunk.refusals,
    loadMs: ref.loadMs ?? 0,
    validateMs: ms,
  })
  await reach(finished?.state === 'published' ? 'publish.committed' : 'validate.passed')
  const live = finished?.state === 'published' ? liveOf(ctx, named.recipe, chunk) : []
  return { records, ms, finished, live }
}

function liveOf(ctx: RunContext, recipe: Recipe, chunk: StoredChunk): unknown[] {
  if (!recipe.live) return []
  return decodeFrame(ctx.host, chunk.data)
    .slice(0, liveRecords)
    .map((line) => JSON.parse(line) as unknown)
}
