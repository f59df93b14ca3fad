import type { FinishedRun } from '@syndicate/catalog'
import type { EventData } from '@syndicate/contracts'
import type { RunContext } from '../context.ts'
import type { Head } from '../executor/read-head.ts'
import { traceEnd } from '../trace/trace-end.ts'

const nothing: Head = { records: [] }

/** A run as it ended; without its recipe where that is not at hand. */
export type EndedRun = Omit<FinishedRun, 'recipe' | 'chunks'> & Partial<Pick<FinishedRun, 'recipe'>>

/**
 * What is told of the end of a run. With it go the first records it has published, if its pipeline's are live.
 * @param head those records, where they are at hand
 */
export async function endEvents(ctx: RunContext, run: EndedRun, head?: Head): Promise<EventData[]> {
  traceEnd(ctx, run)
  const { id: runId, pipeline, dataset, state, counts, version } = run
  const ended: EventData = {
    kind: 'run.state',
    runId,
    pipeline,
    dataset,
    state,
    counts,
    ...(version !== null && { version }),
  }
  if (version === null) return [ended]
  const published: EventData = { kind: 'dataset.version', dataset, version, runId, records: counts.loaded }
  const shown = head ?? (await liveRecords(ctx, run))
  if (shown.records.length === 0 && !shown.truncated) return [ended, published]
  return [ended, published, { kind: 'telemetry', runId, dataset, total: counts.loaded, ...shown }]
}

/** News only: without it the run is published all the same. */
async function liveRecords(ctx: RunContext, { id, recipe, counts }: EndedRun): Promise<Head> {
  if (recipe === undefined || counts.loaded === 0) return nothing
  try {
    const { live } = (await ctx.recipes.get(recipe)).recipe
    return live ? (await ctx.executor.head({ run: id })).result : nothing
  } catch (error) {
    ctx.onError(error, 'reading what a run has published', id)
    return nothing
  }
}
