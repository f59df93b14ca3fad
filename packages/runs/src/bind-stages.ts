import type { JobContext, StageWorker } from '@syndicate/broker'
import type { FinishedRun } from '@syndicate/catalog'
import { stages, type ChunkRef, type EventData, type RunRef, type Stage } from '@syndicate/contracts'
import type { RunContext } from './context.ts'
import { createEndings } from './endings.ts'
import { extract, type ExtractOptions } from './extract.ts'
import { failRun } from './fail.ts'
import { load } from './load.ts'
import { createLongCuts, NotNow } from './long-cuts.ts'
import { postponeMs } from './postpone.ts'
import { transform } from './transform.ts'
import { validate } from './validate.ts'

export interface BindOptions {
  stages: Stage[]
  concurrency: Record<Stage, number>
  lockMs: number
}

/** Inputs that can always be cut beside the long ones. */
const slotsForShort = 2

/** Binds the verbs to their queues, and tells the event bus what came of each. @returns the workers, to be stopped */
export function bindStages(ctx: RunContext, options: BindOptions): StageWorker[] {
  const endings = createEndings(ctx.broker.signals, ctx.onError)
  const longCuts = createLongCuts(Math.max(1, options.concurrency.extract - slotsForShort))
  const takesThrough = stages.every((stage) => options.stages.includes(stage))
  if (options.stages.some((stage) => stage === 'transform' || stage === 'validate')) ctx.crew.start()
  return options.stages.map((stage) => {
    const work = {
      concurrency: options.concurrency[stage],
      lockMs: options.lockMs,
      postponeMs: (error: unknown, starts: number) => {
        const ms = postponeMs(error, starts)
        if (ms !== null && !(error instanceof NotNow)) ctx.onError(error, `${stage}, put off for a moment`)
        return ms
      },
      onExhausted: (ref: RunRef, error: Error) => {
        ctx.onError(error, `giving up on ${stage}`)
        failRun(ctx, ref, error).catch((failure: unknown) => ctx.onError(failure, 'failing a run'))
      },
    }
    const events = (ref: RunRef | ChunkRef, job: JobContext) =>
      stage === 'extract'
        ? extractEvents(ctx, ref, { ...job, longCuts, takesThrough })
        : chunkEvents(ctx, stage, ref as ChunkRef, job)
    const handle = async (ref: RunRef | ChunkRef, job: JobContext) => {
      const told = await endings.during(ref.run, job.signal, (signal) => events(ref, { ...job, signal }))
      const isUntold = job.again && told?.length === 0
      ctx.news.announce(isUntold ? await untoldEnd(ctx, ref) : (told ?? []))
    }
    return ctx.broker.work(stage, handle, work)
  })
}

async function extractEvents(ctx: RunContext, ref: RunRef, options: ExtractOptions): Promise<EventData[]> {
  const extracted = await extract(ctx, ref, options)
  if (!extracted) return []
  const { run, chunks, ms, finished, through } = extracted
  return [
    { kind: 'run.progress', runId: run.id, stage: 'extract', ordinal: chunks - 1, ms },
    ...progress(run.id, 'transform', 0, through?.transformed),
    ...progress(run.id, 'load', 0, through?.loaded),
    ...progress(run.id, 'validate', 0, through?.validated),
    ...endEvents(finished, through?.validated?.live),
  ]
}

async function chunkEvents(
  ctx: RunContext,
  stage: Exclude<Stage, 'extract'>,
  ref: ChunkRef,
  job: JobContext,
): Promise<EventData[]> {
  const { run: runId, ordinal } = ref
  if (stage !== 'validate') {
    return progress(runId, stage, ordinal, await (stage === 'transform' ? transform(ctx, ref, job) : load(ctx, ref)))
  }
  const validated = await validate(ctx, ref, job)
  return [...progress(runId, stage, ordinal, validated), ...endEvents(validated?.finished, validated?.live)]
}

/** Of a run that a worker ended and then died, or lost its connection, before it could tell. Others may hear of it twice. */
async function untoldEnd(ctx: RunContext, ref: RunRef): Promise<EventData[]> {
  const run = await ctx.catalog.runs.get(ref.run)
  if (run?.state !== 'published' && run?.state !== 'rejected') return []
  return endEvents({ ...run, id: run.runId })
}

/** @param done none when there was nothing left to do */
function progress(
  runId: string,
  stage: Stage,
  ordinal: number,
  done: { records: number; ms: number } | null | undefined,
): EventData[] {
  return done ? [{ kind: 'run.progress', runId, stage, ordinal, records: done.records, ms: done.ms }] : []
}

/** @param live records of the run, if its pipeline's are live */
function endEvents(finished: FinishedRun | null | undefined, live: unknown[] = []): EventData[] {
  if (!finished) return []
  const { id: runId, pipeline, dataset, state, counts, version } = finished
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
  const telemetry: EventData[] =
    live.length > 0 ? [{ kind: 'telemetry', runId, dataset, records: live, total: counts.loaded }] : []
  return [ended, { kind: 'dataset.version', dataset, version, runId, records: counts.loaded }, ...telemetry]
}
