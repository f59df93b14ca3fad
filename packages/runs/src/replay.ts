import type { Acceptance } from '@syndicate/catalog'
import { newId, ProblemError } from '@syndicate/contracts'
import { enqueue } from './accept.ts'
import type { RunContext } from './context.ts'
import { cutPlan } from './cut-plan.ts'

/**
 * Runs the kept input of a run again, by the same recipe, as a new run.
 * Throws run-not-found, input-reclaimed, overloaded.
 */
export async function replayRun(ctx: RunContext, runId: string, userId: string): Promise<Acceptance> {
  ctx.pressure.refuseNewWork()
  const known = await ctx.catalog.runs.get(runId)
  const original = known && (await ctx.catalog.runs.replayable(runId))
  if (!original) throw new ProblemError('run-not-found', `There is no run ${runId}`)
  const { inputId, ...recipe } = original
  const cut = cutPlan(ctx.limits.cut)
  const accepted = await ctx.catalog.runs.accept({
    ...recipe,
    id: newId(),
    userId,
    idempotencyKey: null,
    replayOf: runId,
    cut,
    input: { id: inputId },
  })
  await enqueue(ctx, accepted, original.pipeline)
  return accepted
}
