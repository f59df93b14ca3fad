import type { JobContext, StageWorker } from '@syndicate/broker'
import type { FinishedRun } from '@syndicate/catalog'
import type { ChunkRef, EventData, RunRef, Stage } from '@syndicate/contracts'
import type { RunContext } from './context.ts'
import { createEndings } from './endings.ts'
import { extract } from './extract.ts'
import { failRun } from './fail.ts'
import { load } from './load.ts'
import { createLongCuts, NotNow, type LongCuts } from './long-cuts.ts'
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
        ? extractEvents(ctx, ref, job.signal, longCuts)
        : chunkEvents(ctx, stage, ref as ChunkRef, job)
    const handle = async (ref: RunRef | ChunkRef, job: JobContext) => {
      const told = await endings.during(ref.run, job.signal, (signal) => events(ref, { ...job, signal }))
      ctx.news.announce(told ?? [])
    }
    return ctx.broker.work(stage, handle, work)
  })
}

async function extractEvents(
  ctx: RunContext,
  ref: RunRef,
  signal: AbortSignal,
  longCuts: LongCuts,
): Promise<EventData[]> {
  const extracted = await extract(ctx, ref, signal, longCuts)
  if (!extracted) return []
  const { run, chunks, ms, finished } = extracted
  return [{ kind: 'run.progress', runId: run.id, stage: 'extract', ordinal: chunks - 1, ms }, ...endEvents(finished)]
}

async function chunkEvents(
  ctx: RunContext,
  stage: Exclude<Stage, 'extract'>,
  ref: ChunkRef,
  job: JobContext,
): Promise<EventData[]> {
  const { run: runId, ordinal } = ref
  if (stage !== 'validate') {
    const done = await (stage === 'transform' ? transform(ctx, ref, job) : load(ctx, ref))
    return done ? [{ kind: 'run.progress', runId, stage, ordinal, records: done.records, ms: done.ms }] : []
  }
  const validated = await validate(ctx, ref, job)
  if (!validated) return []
  const { records, ms, finished, live } = validated
  const telemetry: EventData[] =
    finished && live.length > 0
      ? [{ kind: 'telemetry', runId, dataset: finished.dataset, records: live, total: finished.counts.loaded }]
      : []
  return [{ kind: 'run.progress', runId, stage, ordinal, records, ms }, ...endEvents(finished), ...telemetry]
}

function endEvents(finished: FinishedRun | null): EventData[] {
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
  return [ended, { kind: 'dataset.version', dataset, version, runId, records: counts.loaded }]
}
