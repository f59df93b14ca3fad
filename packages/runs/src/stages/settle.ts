import type { FinishedRun, QuietRun } from '@syndicate/catalog'
import { jobVersion, ProblemError, type ChunkRef, type Stage } from '@syndicate/contracts'
import type { RunContext } from '../context.ts'
import { reach } from '../faults/fail-point.ts'
import { NoPlace } from '../faults/no-place.ts'
import { PassingError } from '../faults/passing-error.ts'

/** How often a run is settled anew because its dataset has moved: somebody went back to a version meanwhile. */
const mostTries = 5

/**
 * Ends a run with keys whose chunks are all in the books: settles which of its rows count, and which rows of its dataset do not
 * any more. One run of a dataset at a time.
 * @returns null when there is nothing to settle: it was done before, or the run has ended
 * Throws NoPlace when others are at it, and what publishing is refused with.
 */
export async function settle(
  ctx: RunContext,
  { run, epoch, recipe, user = run }: Pick<ChunkRef, 'run' | 'epoch' | 'recipe' | 'user'>,
  { signal: stopping }: { signal?: AbortSignal | undefined } = {},
): Promise<FinishedRun | null> {
  const { catalog, executor } = ctx
  const named = await ctx.recipes.get(recipe)
  const unsettled = await catalog.keys.unsettled(run)
  if (!unsettled) return null
  const { dataset } = unsettled
  for (let tries = 0; tries < mostTries; tries++) {
    const work = async (signal: AbortSignal) => (await executor.settle(named, { run, epoch }, { signal, user })).result
    const outcome = await catalog.keys.alone(dataset, work, stopping).catch(asNoPlace)
    if (outcome === 'gone') return null
    if (outcome !== 'moved') return outcome
  }
  throw new PassingError(`Dataset ${dataset} moves all the time`)
}

/**
 * Ends a run whose last chunk has just been entered into the books, where that has not ended it: one of a single chunk here
 * and now, any other with a job of its own, which takes its time.
 * @returns the run, if it has ended
 */
export async function endSettled(
  ctx: RunContext,
  { run, epoch, recipe, user, place, handicap }: Omit<ChunkRef, 'v' | 'ordinal'>,
  finished: FinishedRun,
  { stages, signal }: { stages: ReadonlySet<Stage>; signal?: AbortSignal | undefined },
): Promise<FinishedRun | null> {
  if (finished.state !== 'running') return finished
  const ref: ChunkRef = {
    ...settlingRef({ id: run, epoch, recipe, chunks: finished.chunks }),
    ...(user !== undefined && { user }),
    ...(place !== undefined && { place }),
    ...(handicap !== undefined && { handicap }),
  }
  if (finished.chunks === 1 && stages.has('validate')) return settle(ctx, ref, { signal })
  await ctx.broker.queues.add('validate', ref)
  await reach('settle.sent')
  return null
}

/** The job that settles a run: it stands behind those of its chunks. */
export function settlingRef({
  id: run,
  epoch,
  recipe,
  chunks,
}: Pick<QuietRun, 'id' | 'epoch' | 'recipe'> & { chunks: number }): ChunkRef {
  return { v: jobVersion, run, epoch, recipe, ordinal: chunks, settles: true }
}

function asNoPlace(error: unknown): never {
  const isBusy = error instanceof ProblemError && error.code === 'overloaded'
  const isLocked = (error as { code?: unknown } | null)?.code === '55P03'
  throw isBusy || isLocked ? new NoPlace() : error
}
