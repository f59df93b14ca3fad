import { ProblemError, shortText, type RunRef } from '@syndicate/contracts'
import { forget } from './cancel.ts'
import type { RunContext } from '../context.ts'
import { reach } from '../faults/fail-point.ts'
import { traceEnd } from '../trace/trace-end.ts'

/** Ends a run that cannot go on, unless it was started afresh meanwhile. An expected failure says why; of any other only that it happened, the log has the rest. */
export async function failRun(ctx: RunContext, ref: RunRef, error: unknown): Promise<void> {
  const runId = ref.run
  const known = error instanceof ProblemError
  const reason = known
    ? { code: error.code, detail: shortText(error.message) }
    : { code: 'stage-failed', detail: 'A stage failed again and again; the log of the workers says why' }
  const failed = await ctx.catalog.runs.fail(runId, ref.epoch, reason, known ? error.counts : undefined)
  if (!failed) return
  traceEnd(ctx, failed, error)
  await reach('fail.committed')
  const { pipeline, dataset, counts } = failed
  ctx.news.announce([{ kind: 'run.state', runId, pipeline, dataset, state: 'failed', counts, error: reason }])
  await forget(ctx, runId)
}
