import { placeInLine, type JobContext, type StageWorker } from '@syndicate/broker'
import { jobVersion, ProblemError, type ChunkRef, type RunRef, type Stage } from '@syndicate/contracts'
import type { RunContext } from '../context.ts'
import { createEndings } from './endings.ts'
import { extract } from './extract.ts'
import { failRun } from '../end/fail.ts'
import { NoPlace } from '../faults/no-place.ts'
import { postponeMs } from '../faults/postpone.ts'
import { chunkEvents, extractEvents, untoldEnd } from './run-events.ts'
import { takeChunk, type TakeOptions } from './take-chunk.ts'

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
      postponeMs: (error: unknown, starts: number, ref: RunRef | ChunkRef) => {
        const ms = postponeMs(error, starts)
        if (ms !== null && !(error instanceof NoPlace)) ctx.onError(error, `${stage}, put off for a moment`, ref.run)
        return ms
      },
      placeAgain: (error: unknown, ref: RunRef | ChunkRef) =>
        error instanceof NoPlace ? placeInLine('ordinal' in ref ? ref.ordinal : 0, ref.handicap ?? 0) : undefined,
      onExhausted: (ref: RunRef, error: Error) => {
        ctx.onError(error, `giving up on ${stage} of run ${ref.run}`, ref.run)
        for (const run of runsOf(ref))
          failRun(ctx, { ...ref, run }, error).catch((failure: unknown) => ctx.onError(failure, 'failing a run', run))
      },
    }
    const take = async (ref: RunRef | ChunkRef, job: JobContext) => {
      const told = await endings.during(ref.run, job.signal, async (signal) => {
        const options: TakeOptions = { stages, signal, crashes: job.crashes }
        if (stage === 'extract') return extractEvents(ctx, await extract(ctx, ref, options))
        return chunkEvents(ctx, ref as ChunkRef, await takeChunk(ctx, stage, ref as ChunkRef, options))
      })
      ctx.news.announce(told?.length === 0 ? await untoldEnd(ctx, ref) : (told ?? []))
    }
    const handle = (ref: RunRef | ChunkRef, job: JobContext) =>
      runsOf(ref).length > 1 ? takeAll(ctx, runsOf(ref), (run) => take({ ...ref, run }, job)) : take(ref, job)
    return ctx.broker.work(stage, handle, work)
  })
}

/** The runs that a job is about. */
function runsOf(ref: RunRef | ChunkRef): string[] {
  return [ref.run, ...(('others' in ref && ref.others) || [])]
}

/**
 * Takes runs that were accepted together. One that cannot go on fails alone; for any other error the job comes again, and what
 * is done by then is passed over.
 */
async function takeAll(ctx: RunContext, runs: string[], take: (run: string) => Promise<void>): Promise<void> {
  const attempts = runs.map(async (run) => {
    try {
      await take(run)
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status >= 500) throw error
      ctx.onError(error, `giving up on run ${run}`, run)
      await failRun(ctx, { v: jobVersion, run, epoch: 0 }, error)
    }
  })
  for (const attempt of await Promise.allSettled(attempts)) if (attempt.status === 'rejected') throw attempt.reason
}
