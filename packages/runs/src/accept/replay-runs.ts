import type { RunChoice, WeighedRun } from '@syndicate/catalog'
import {
  linksOf,
  maxRunsReplayed,
  ProblemError,
  type LeftRunReason,
  type LeftRuns,
  type RunsReplay,
  type RunsReplayDryRun,
} from '@syndicate/contracts'
import type { Place } from '@syndicate/tracing'
import type { RunContext } from '../context.ts'
import { replayRun } from './replay.ts'

export interface RunsReplayRequest {
  choice: RunChoice
  userId: string
  /** What asked for it, in a trace. */
  trace?: Place | undefined
  /** Asked for room for an input before it is run again. @returns gives it back */
  onBytes: (bytes: number) => Promise<() => void>
  /** Told the id of each new run, when it is durable. */
  onReplayed: (runId: string) => void
}

/** A run that cannot be taken now or ever, which says nothing of the next one. */
const ownReasons = [
  'nothing-to-replay',
  'input-reclaimed',
  'dataset-taken',
  'dataset-mode-conflict',
  'dataset-key-conflict',
] as const
/** What is not begun by then is left for another request. */
const mostMs = 20_000

/** There is no room for a run, nor for those after it. */
const roomReasons = ['too-many-runs', 'too-many-bytes', 'overloaded'] as const

/** What `replayRuns` would take. */
export async function dryRunReplay(ctx: RunContext, choice: RunChoice): Promise<RunsReplayDryRun> {
  const { matched, replayable, left, older } = await weigh(ctx, choice)
  const more = older || replayable.length > maxRunsReplayed
  return { matched, wouldReplay: replayable.length, notReplayed: toldByReason(left), more }
}

/**
 * Runs the inputs of runs that came to nothing again, oldest first, each once: a run whose input was run again since is left.
 * Throws too-many-runs, too-many-bytes, overloaded when there is no room for the first; later ones are left then, as are those that
 * are not begun within twenty seconds.
 */
export async function replayRuns(ctx: RunContext, request: RunsReplayRequest): Promise<RunsReplay> {
  const { replayable, left, older } = await weigh(ctx, request.choice)
  const runs: RunsReplay['runs'] = []
  const began = performance.now()
  const leave = (those: WeighedRun[], reason: LeftRunReason) => left.push(...those.map(({ id }) => ({ id, reason })))
  for (const [index, run] of replayable.slice(0, maxRunsReplayed).entries()) {
    try {
      if (performance.now() - began > mostMs) throw new ProblemError('overloaded')
      runs.push(await replayOne(ctx, request, run))
    } catch (error) {
      const own = reasonOf(error, ownReasons)
      if (own) leave([run], own)
      // Whoever asked has to hear of what was begun.
      else if (runs.length === 0) throw error
      else {
        const reason = reasonOf(error, roomReasons)
        if (!reason) ctx.onError(error, 'replaying runs')
        leave(replayable.slice(index), reason ?? 'overloaded')
        return { runs, notReplayed: toldByReason(left), more: true }
      }
    }
  }
  return { runs, notReplayed: toldByReason(left), more: older || replayable.length > maxRunsReplayed }
}

interface LeftRun {
  id: string
  reason: LeftRunReason
}

async function weigh(
  ctx: RunContext,
  choice: RunChoice,
): Promise<{ matched: number; replayable: WeighedRun[]; left: LeftRun[]; older: boolean }> {
  const { runs: found, older } = await ctx.catalog.runs.weigh(choice)
  const known = new Set(found.map(({ id }) => id))
  const missing = 'ids' in choice ? choice.ids.filter((id) => !known.has(id)) : []
  return {
    older,
    matched: found.length,
    replayable: found.filter(({ left }) => left === null),
    left: [
      ...found.flatMap(({ id, left: reason }) => (reason === null ? [] : [{ id, reason }])),
      ...missing.map((id) => ({ id, reason: 'not-found' as const })),
    ],
  }
}

async function replayOne(
  ctx: RunContext,
  { userId, trace, onBytes, onReplayed }: RunsReplayRequest,
  { id: replayOf, bytes }: WeighedRun,
): Promise<RunsReplay['runs'][number]> {
  const giveBack = await onBytes(bytes)
  try {
    const { runId, pipeline, dataset } = await replayRun(ctx, replayOf, userId, { once: true, trace })
    onReplayed(runId)
    return { runId, replayOf, pipeline, dataset, links: linksOf({ runId, dataset }) }
  } catch (error) {
    giveBack()
    throw error
  }
}

function reasonOf<R extends LeftRunReason>(error: unknown, reasons: readonly R[]): R | undefined {
  return error instanceof ProblemError ? reasons.find((reason) => reason === error.code) : undefined
}

/** The most frequent reason first. */
function toldByReason(left: LeftRun[]): LeftRuns[] {
  return [...Map.groupBy(left, ({ reason }) => reason)]
    .map(([reason, runs]) => ({
      reason,
      count: runs.length,
      runIds: runs.slice(0, maxRunsReplayed).map(({ id }) => id),
    }))
    .toSorted((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1))
}
