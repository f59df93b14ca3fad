import type { JobContext, StageWorker } from '@syndicate/broker'
import type { ChunkRef, EventData, RunRef, Stage } from '@syndicate/contracts'
import type { RunContext } from '../context.ts'
import { createEndings } from './endings.ts'
import { endEvents } from '../end/end-events.ts'
import { extract } from './extract.ts'
import { failRun } from '../end/fail.ts'
import { postponeMs } from '../faults/postpone.ts'
import { takeChunk, type TakenChunk, type TakeOptions } from './take-chunk.ts'

export interface BindOptions {
  stages: Stage[]
  concurrency: Record<Stage, number>
  lockMs: number
}

/** Binds the verbs to their queues, and tells the event bus what came of each. @returns the workers, to be stopped */
export function bindStages(ctx: RunContext, options: BindOptions): StageWorker[] {
  const endings = createEndings(ctx.broker.signals, ctx.onError)
  const stages = new Set(options.stages)
  if (stages.has('transform') || stages.has('validate')) ctx.executor.start()
  return options.stages.map((stage) => {
    const work = {
      concurrency: options.concurrency[stage],
      lockMs: options.lockMs,
      postponeMs: (error: unknown, starts: number) => {
        const ms = postponeMs(error, starts)
        if (ms !== null) ctx.onError(error, `${stage}, put off for a moment`)
        return ms
      },
      onExhausted: (ref: RunRef, error: Error) => {
        ctx.onError(error, `giving up on ${stage}`)
        failRun(ctx, ref, error).catch((failure: unknown) => ctx.onError(failure, 'failing a run'))
      },
    }
    const handle = async (ref: RunRef | ChunkRef, job: JobContext) => {
      const told = await endings.during(ref.run, job.signal, async (signal) => {
        const take: TakeOptions = { stages, signal, crashes: job.crashes }
        if (stage === 'extract') return extractEvents(ctx, ref, take)
        return chunkEvents(ctx, ref as ChunkRef, await takeChunk(ctx, stage, ref as ChunkRef, take))
      })
      ctx.news.announce(told?.length === 0 ? await untoldEnd(ctx, ref) : (told ?? []))
    }
    return ctx.broker.work(stage, handle, work)
  })
}

async function extractEvents(ctx: RunContext, ref: RunRef, options: TakeOptions): Promise<EventData[]> {
  const extracted = await extract(ctx, ref, options)
  if (!extracted) return []
  const { run, chunks, ms, finished, taken } = extracted
  return [
    { kind: 'run.progress', runId: run.id, stage: 'extract', ordinal: chunks - 1, ms },
    ...(taken ? await chunkEvents(ctx, { run: run.id, ordinal: 0 }, taken) : []),
    ...(!taken && finished ? await endEvents(ctx, finished) : []),
  ]
}

async function chunkEvents(
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

/** Where there was nothing left to do: whoever did it may have died, or lost its connection, before it could tell. Others may hear of it twice. */
async function untoldEnd(ctx: RunContext, ref: RunRef): Promise<EventData[]> {
  const run = await ctx.catalog.runs.get(ref.run)
  if (run?.state !== 'published' && run?.state !== 'rejected') return []
  return endEvents(ctx, { ...run, id: run.runId })
}
