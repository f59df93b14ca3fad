import type { Reclaimed } from '@syndicate/catalog'
import { keptVersions } from '@syndicate/contracts'
import type { RunContext } from '../context.ts'
import { isPassing } from '../faults/is-passing.ts'

/** How long what nobody refers to is kept, in milliseconds; null is forever. */
export interface Retention {
  /** Inputs, after the last run over them ended. */
  inputsMs: number | null
  /** Versions that the head of their dataset does not show, since it stopped showing them. */
  versionsMs: number | null
  quarantineMs: number | null
  /** Entries of the audit trail; those of the last 30 days stay in any case. */
  auditMs: number | null
  /** What runs that ended unpublished left behind. */
  unpublishedRunsMs: number
  /** Parts of uploads that made no run, after the last of them came. */
  unfinishedUploadsMs: number
}

export interface CollectOptions {
  retention: Retention
  /** No batch is begun after so many milliseconds; what is left waits for the next round. */
  budgetMs: number
  signal?: AbortSignal
}

/**
 * Reclaims what nobody refers to and whose time is over, in small batches of every kind in turn, until there is nothing
 * left. Only one process does so at a time, and stops when it is no longer the one. @returns how much of what was reclaimed, by kind
 */
export async function collect(ctx: RunContext, options: CollectOptions): Promise<Record<string, number>> {
  const until = performance.now() + options.budgetMs
  const total: Record<string, number> = {}
  await ctx.catalog.asCollector(async (signal) => {
    const moves = new Set(movesOf(ctx, options.retention))
    let found = true
    while (found) {
      found = false
      for (const move of moves) {
        if (performance.now() >= until || signal.aborted) return
        const counts = await attempt(ctx, move, signal)
        // What fails waits for the next round, and holds up nothing else.
        if (!counts) moves.delete(move)
        else if (add(total, counts)) found = true
      }
    }
  }, options.signal)
  return total
}

type Move = (signal: AbortSignal) => Promise<Reclaimed>

/** What is declared gone comes before the sweep that deletes it. */
function movesOf(ctx: RunContext, kept: Retention): Move[] {
  const { reclaim } = ctx.catalog
  const { inputsMs, versionsMs, quarantineMs, auditMs } = kept
  return [
    () => reclaim.uploads(kept.unfinishedUploadsMs),
    ...(inputsMs === null ? [] : [() => reclaim.inputs(inputsMs)]),
    ...(versionsMs === null ? [] : [(signal: AbortSignal) => reclaim.versions(versionsMs, signal)]),
    ...(quarantineMs === null ? [] : [() => reclaim.quarantine(quarantineMs)]),
    ...(auditMs === null ? [] : [() => reclaim.audit(auditMs)]),
    () => reclaim.alerts(),
    () => reclaim.sessions(),
    () => reclaim.acceptedBytes(),
    () => reclaim.pipelines(keptVersions),
    () => reclaim.sweepUnpublished(kept.unpublishedRunsMs),
    () => reclaim.sweepInputs(),
    () => reclaim.sweepVersions(),
    () => reclaim.sweepDeleted(),
    () => reclaim.mergeMarks(),
    () => ctx.catalog.keys.segments.sweep(),
    (signal) => mergeManyKeys(ctx, signal),
    () => forgetFailedJobs(ctx),
    (signal) => settleOutcomes(ctx, signal),
  ]
}

/** Without Redis there are none. */
async function forgetFailedJobs({ broker }: RunContext): Promise<Reclaimed> {
  const failedJobs = await broker.queues.forgetFailed().catch((error: unknown) => {
    if (isPassing(error)) return 0
    throw error
  })
  return { failedJobs }
}

/** Merges what the indexes of datasets have in too many pieces. */
async function mergeManyKeys({ catalog, executor, onError }: RunContext, signal: AbortSignal): Promise<Reclaimed> {
  let keySegments = 0
  for (const dataset of await catalog.keys.segments.many()) {
    if (signal.aborted) break
    try {
      if ((await executor.mergeKeys({ dataset }, signal)).result) keySegments++
    } catch (error) {
      // One holds up no other.
      onError(error, `merging the index of dataset ${dataset}`)
    }
  }
  return { keySegments }
}

/** Adds up what became of runs. Nothing is reclaimed by it. */
async function settleOutcomes({ catalog }: RunContext, signal: AbortSignal): Promise<Reclaimed> {
  while (!(await catalog.outcomes.settle()) && !signal.aborted);
  return {}
}

async function attempt(ctx: RunContext, move: Move, signal: AbortSignal): Promise<Reclaimed | null> {
  try {
    return await move(signal)
  } catch (error) {
    ctx.onError(error, 'reclaiming')
    return null
  }
}

/** @returns whether there was anything to add */
function add(total: Record<string, number>, counts: Reclaimed): boolean {
  const some = Object.entries(counts).filter(([, count]) => count > 0)
  for (const [kind, count] of some) total[kind] = (total[kind] ?? 0) + count
  return some.length > 0
}
