import type { Acceptance } from '@syndicate/catalog'
import { newId, ProblemError } from '@syndicate/contracts'
import type { Place } from '@syndicate/tracing'
import { enqueue } from './accept.ts'
import type { RunContext } from '../context.ts'
import { traceAccept } from '../trace/trace-accept.ts'

/**
 * Runs the kept input of a run again, by the same recipe, as a new run. One that took its records out of quarantine can
 * only be repeated when it came to nothing, and while they are still its own.
 * @param options `once`: only a run that came to nothing, and whose input was not run again since; `trace`: what asked for it
 * Throws run-not-found, nothing-to-replay, input-reclaimed, dataset-taken, dataset-mode-conflict, too-many-runs,
 * overloaded.
 */
export async function replayRun(
  ctx: RunContext,
  runId: string,
  userId: string,
  { once = false, trace: from }: { once?: boolean; trace?: Place | undefined } = {},
): Promise<Acceptance & { pipeline: string }> {
  await ctx.pressure.refuseNewWork()
  const known = await ctx.catalog.runs.get(runId)
  const original = known && (await ctx.catalog.runs.replayable(runId))
  if (!original) throw new ProblemError('run-not-found', `There is no run ${runId}`)
  const { inputId, claimed, ...recipe } = original
  const id = newId()
  const { pipeline } = recipe
  const accepted = await traceAccept(ctx, { id, pipeline, from }, (trace) => repeat(trace))
  await enqueue(ctx, accepted, pipeline, userId)
  return { ...accepted, pipeline }

  async function repeat(trace: string | null): Promise<Acceptance> {
    const run = {
      ...recipe,
      writers: ctx.pipelines.writersOf(recipe.dataset),
      id,
      trace,
      userId,
      idempotencyKey: null,
      replayOf: runId,
      mostUnfinished: ctx.limits.unfinishedRuns ?? null,
      input: { id: inputId },
    }
    if (claimed !== null) {
      const passedOn = await ctx.catalog.quarantine.passOn({ ...run, claimed }, runId)
      if (!passedOn)
        throw new ProblemError(
          'nothing-to-replay',
          'What this run took out of quarantine is published, in another replay or not live any more',
        )
      return passedOn
    }
    const accepted = once ? await ctx.catalog.runs.acceptOnce(run) : await ctx.catalog.runs.accept(run)
    if (!accepted) throw new ProblemError('nothing-to-replay', 'Its input was run again meanwhile')
    return accepted
  }
}
