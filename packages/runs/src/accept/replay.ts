import type { Acceptance } from '@syndicate/catalog'
import { newId, ProblemError } from '@syndicate/contracts'
import { enqueue } from './accept.ts'
import type { RunContext } from '../context.ts'

/**
 * Runs the kept input of a run again, by the same recipe, as a new run. One that took its records out of quarantine can
 * only be repeated when it came to nothing, and while they are still its own.
 * @param options `once`: only a run that came to nothing, and whose input was not run again since
 * Throws run-not-found, nothing-to-replay, input-reclaimed, dataset-taken, dataset-mode-conflict, too-many-runs,
 * overloaded.
 */
export async function replayRun(
  ctx: RunContext,
  runId: string,
  userId: string,
  { once = false } = {},
): Promise<Acceptance & { pipeline: string }> {
  await ctx.pressure.refuseNewWork()
  const known = await ctx.catalog.runs.get(runId)
  const original = known && (await ctx.catalog.runs.replayable(runId))
  if (!original) throw new ProblemError('run-not-found', `There is no run ${runId}`)
  const { inputId, claimed, ...recipe } = original
  const run = {
    ...recipe,
    writers: ctx.pipelines.writersOf(recipe.dataset),
    id: newId(),
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
    return begin(passedOn)
  }
  const accepted = once ? await ctx.catalog.runs.acceptOnce(run) : await ctx.catalog.runs.accept(run)
  if (!accepted) throw new ProblemError('nothing-to-replay', 'Its input was run again meanwhile')
  return begin(accepted)

  async function begin(accepted: Acceptance) {
    const { pipeline } = recipe
    await enqueue(ctx, accepted, pipeline, userId)
    return { ...accepted, pipeline }
  }
}
