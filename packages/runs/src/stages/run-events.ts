import type { ChunkRef, EventData, RunRef } from '@syndicate/contracts'
import type { RunContext } from '../context.ts'
import { endEvents } from '../end/end-events.ts'
import type { Extracted } from './extract.ts'
import type { TakenChunk } from './take-chunk.ts'

/** What is told of a run that was begun. */
export async function extractEvents(ctx: RunContext, extracted: Extracted | null): Promise<EventData[]> {
  if (!extracted) return []
  const { run, chunks, ms, finished, taken } = extracted
  return [
    { kind: 'run.progress', runId: run.id, stage: 'extract', ordinal: chunks - 1, ms },
    ...(taken ? await chunkEvents(ctx, { run: run.id, ordinal: 0 }, taken) : []),
    ...(!taken && finished ? await endEvents(ctx, finished) : []),
  ]
}

/** What is told of a chunk that was taken as far as it goes. */
export async function chunkEvents(
  ctx: RunContext,
  { run: runId, ordinal }: Pick<ChunkRef, 'run' | 'ordinal'>,
  { finished, head, ...taken }: TakenChunk,
): Promise<EventData[]> {
  const progress = (['transform', 'load', 'validate'] as const).flatMap((stage): EventData[] => {
    const done = taken[stage]
    return done ? [{ kind: 'run.progress', runId, stage, ordinal, ...done }] : []
  })
  return finished ? [...progress, ...(await endEvents(ctx, finished, head))] : progress
}

/**
 * Where there was nothing left to do: whoever did it may have died, or lost its connection, before it could tell. Others may
 * hear of it twice.
 */
export async function untoldEnd(ctx: RunContext, ref: RunRef): Promise<EventData[]> {
  const run = await ctx.catalog.runs.get(ref.run)
  if (run?.state !== 'published' && run?.state !== 'rejected') return []
  const trace = ctx.tracing && (await ctx.catalog.runs.traceOf(ref.run))
  return endEvents(ctx, { ...run, id: run.runId, trace })
}
