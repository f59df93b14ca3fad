import { ProblemError, type Run } from '@syndicate/contracts'
import type { RunContext } from '../context.ts'
import { reach } from '../faults/fail-point.ts'
import { traceEnd } from '../trace/trace-end.ts'

/**
 * Stops a run wherever it is. Workers that hold a piece of it find out at their next move, and nothing becomes visible.
 * Throws run-not-found, run-is-final.
 */
export async function cancelRun(ctx: RunContext, runId: string): Promise<Run> {
  const before = await ctx.catalog.runs.get(runId)
  if (!before) throw new ProblemError('run-not-found', `There is no run ${runId}`)
  const cancelled = await ctx.catalog.runs.cancel(runId)
  await reach('cancel.committed')
  const run = (await ctx.catalog.runs.get(runId))!
  if (!cancelled) throw new ProblemError('run-is-final', `The run is ${run.state}`)
  traceEnd(ctx, cancelled)
  ctx.news.announce([
    { kind: 'run.state', runId, pipeline: run.pipeline, dataset: run.dataset, state: 'cancelled', counts: run.counts },
  ])
  await forget(ctx, runId)
  return run
}

/** Tells the workers that a run is over. Should they not hear of it, they find out at their next move. */
export async function forget(ctx: RunContext, runId: string): Promise<void> {
  await ctx.broker.signals
    .send('run.ended', runId)
    .catch((error: unknown) => ctx.onError(error, 'telling of an ended run', runId))
}
