import type { FinishedRun } from '@syndicate/catalog'
import type { ChunkRef } from '@syndicate/contracts'
import type { RunContext } from './context.ts'
import { reach } from './fail-point.ts'
import type { Transformed } from './transform.ts'

export interface Validated {
  records: number
  ms: number
  /** Set when this was the last chunk missing and the run ended with it. */
  finished: FinishedRun | null
  /** The first records just published, for a pipeline whose records are live. */
  live: unknown[]
}

export interface ValidateOptions {
  signal?: AbortSignal | undefined
  /** What this worker has just made and stored: a sample of it is read back, of what others made all. */
  inHand?: Transformed | null
}

/**
 * Holds what was really stored against what was made and enters it into the run's books; the last chunk publishes the run.
 * PostgreSQL tells the checksum of what it has, in the statement that passes the chunk. Of a sample, and of whatever
 * others made, the records are read back and asked for one by one.
 * @returns null when there is nothing to validate: it was done before, or the run has ended
 * Throws chunk-damaged.
 */
export async function validate(
  ctx: RunContext,
  ref: ChunkRef,
  { signal, inHand = null }: ValidateOptions = {},
): Promise<Validated | null> {
  const { run, epoch, ordinal } = ref
  const named = await ctx.recipes.get(ref.recipe)
  const began = performance.now()
  let records = inHand?.records ?? 0
  if (!inHand || isSampled(ref, ctx.limits.auditShare)) {
    const { result } = await ctx.executor.audit(named, { chunk: { run, epoch, ordinal } }, { signal })
    if (!result) return null
    records = result.records
  }
  const ms = performance.now() - began
  await reach('validate.audited')
  const finished = await ctx.catalog.chunks.pass(run, epoch, ordinal, { loadMs: ref.loadMs ?? 0, validateMs: ms })
  const isPublished = finished?.state === 'published'
  await reach(isPublished ? 'publish.committed' : 'validate.passed')
  const live = isPublished && named.recipe.live ? (await ctx.executor.head({ run })).result : []
  return { records, ms, finished, live }
}

/** Whether a chunk is one of the share that is read back. The same chunk always is, or never. */
function isSampled({ run, ordinal }: ChunkRef, share: number): boolean {
  const spread = (Number.parseInt(run.slice(-8), 16) + ordinal * 0x9e3779b1) % 2 ** 32
  return spread < share * 2 ** 32
}
