import type { JobContext, StageWorker } from '@syndicate/broker'
import type { FinishedRun } from '@syndicate/catalog'
import type { ChunkRef, EventData, RunRef, Stage } from '@syndicate/contracts'
import type { RunContext } from './context.ts'
import { extract } from './extract.ts'
import { failRun } from './fail.ts'
import { load } from './load.ts'
import { transform } from './transform.ts'
import { validate } from './validate.ts'

export interface BindOptions {
  stages: Stage[]
  concurrency: Record<Stage, number>
  lockMs: number
}

/** Binds the verbs to their queues, and tells the event bus what came of each. @returns the workers, to be stopped */
export function bindStages(ctx: RunContext, options: BindOptions): StageWorker[] {
  if (options.stages.some((stage) => stage === 'transform' || stage === 'validate')) ctx.crew.start()
  return options.stages.map((stage) => {
    const work = {
      concurrency: options.concurrency[stage],
      lockMs: options.lockMs,
      onExhausted: (ref: RunRef, error: Error) => {
        ctx.onError(error, `giving up on ${stage}`)
        failRun(ctx, ref.run, error).catch((failure: unknown) => ctx.onError(failure, 'failing a run'))
      },
    }
    return stage === 'extract'
      ? ctx.broker.work(
          stage,
          async (ref, { signal }) => ctx.news.announce(await extractEvents(ctx, ref, signal)),
          work,
        )
      : ctx.broker.work(stage, async (ref, job) => ctx.news.announce(await chunkEvents(ctx, stage, ref, job)), work)
  })
}

async function extractEvents(ctx: RunContext, ref: RunRef, signal: AbortSignal): Promise<EventData[]> {
  const extracted = await extract(ctx, ref, signal)
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
