import type { FinishedRun } from '@syndicate/catalog'
import type { ChunkRef } from '@syndicate/contracts'
import type { RunContext } from '../context.ts'
import { reach } from '../faults/fail-point.ts'

export interface Validated {
  records: number
  ms: number
  /** Set when this was the last chunk missing and the run ended with it. */
  finished: FinishedRun | null
}

/**
 * Reads back what was really stored, as a reader will, asks the schema of each record, and enters the chunk into the
 * run's books; the last chunk publishes the run. PostgreSQL tells the checksum of what it has in the same statement.
 * @returns null when there is nothing to validate: it was done before, or the run has ended
 * Throws chunk-damaged.
 */
export async function validate(
  ctx: RunContext,
  ref: ChunkRef,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<Validated | null> {
  const { run, epoch, ordinal, user = run } = ref
  const named = await ctx.recipes.get(ref.recipe)
  const began = performance.now()
  const { result } = await ctx.executor.audit(named, { chunk: { run, epoch, ordinal } }, { signal, user })
  if (!result) return null
  const ms = performance.now() - began
  await reach('validate.audited')
  const finished = await ctx.catalog.chunks.pass(run, epoch, ordinal, { loadMs: ref.loadMs ?? 0, validateMs: ms })
  await reach(finished?.state === 'published' ? 'publish.committed' : 'validate.passed')
  return { records: result.records, ms, finished }
}
