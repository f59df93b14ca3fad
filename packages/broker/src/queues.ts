import { ProblemError, stages, type ChunkRef, type RunRef, type Stage } from '@syndicate/contracts'
import { DelayedError, Queue, UnrecoverableError, Worker, type Job } from 'bullmq'
import type { Redis } from 'ioredis'
import { isReference, type RefOf } from './is-reference.ts'

export interface WorkOptions {
  concurrency: number
  /** A job whose worker dies is given to another after about this long. */
  lockMs: number
  /** Told when a job has failed for the last time. */
  onExhausted: (ref: RunRef, error: Error) => void
}

/** What a handler is told of its job. */
export interface JobContext {
  /** Aborted when the job is to be handed back. */
  signal: AbortSignal
  /** How often a process died, or fell silent, with this job in hand. */
  crashes: number
}

export type Handler<S extends Stage> = (ref: RefOf<S>, job: JobContext) => Promise<void>

/** A lapsed lock is no fault of the job's: many workers may die before the queue gives up on it. */
const maxStalledCount = 1000

const jobOptions = {
  attempts: 5,
  backoff: { type: 'exponential', delay: 200, jitter: 0.5 },
  removeOnComplete: true,
  removeOnFail: { age: 7 * 24 * 3600, count: 5000 },
  sizeLimit: 4096,
  stackTraceLimit: 5,
}

/** A job's id follows from what it refers to, so adding it twice adds it once. */
function jobId(stage: Stage, ref: RunRef | ChunkRef): string {
  const ordinal = 'ordinal' in ref ? `-${ref.ordinal}` : ''
  return `${ref.run}-${ref.epoch}-${stage}${ordinal}`
}

/** Tells the queue not to try again, and keeps what happened. */
class PermanentFailure extends UnrecoverableError {
  override readonly cause: ProblemError
  constructor(cause: ProblemError) {
    super(cause.message)
    this.cause = cause
  }
}

export function createQueues(redis: Redis, prefix: string, onError: (error: Error) => void) {
  const opened = new Map<Stage, Queue>()

  /** A queue made while Redis is away never recovers, so each is made when it is first needed and Redis is there. */
  function queueOf(stage: Stage): Queue {
    const known = opened.get(stage)
    if (known) return known
    if (redis.status !== 'ready') throw new ProblemError('unavailable', 'Redis is not reachable')
    const queue = new Queue(stage, {
      connection: redis,
      prefix,
      skipWaitingForReady: true,
      defaultJobOptions: jobOptions,
      streams: { events: { maxLen: 1000 } },
    })
    queue.on('error', onError)
    opened.set(stage, queue)
    return queue
  }

  return {
    /** Throws unavailable, or what the connection says, rather than wait for Redis to come back. */
    async add<S extends Stage>(stage: S, ref: RefOf<S>): Promise<void> {
      await queueOf(stage).add(stage, ref, { jobId: jobId(stage, ref) })
    },

    /** Whether a job for this still waits, runs or will be tried again. */
    async isAlive<S extends Stage>(stage: S, ref: RefOf<S>): Promise<boolean> {
      const state = await queueOf(stage).getJobState(jobId(stage, ref))
      return state !== 'unknown' && state !== 'failed' && state !== 'completed'
    },

    /** Jobs of each stage that wait or run. */
    async depths(): Promise<Record<Stage, number>> {
      const counts = await Promise.all(
        stages.map(
          async (stage) => [stage, await queueOf(stage).getJobCountByTypes('waiting', 'active', 'delayed')] as const,
        ),
      )
      return Object.fromEntries(counts) as Record<Stage, number>
    },

    close: () => Promise.all([...opened.values()].map((queue) => queue.close())),
  }
}

/** Takes jobs of a stage until it is closed. */
export function startWorker<S extends Stage>(
  stage: S,
  handler: Handler<S>,
  options: WorkOptions & { redis: Redis; prefix: string; onError: (error: Error) => void },
): StageWorker {
  let stopping = false
  const worker = new Worker<RefOf<S>>(
    stage,
    async (job, token, signal) => {
      if (!isReference(stage, job.data)) throw new UnrecoverableError('The job carries no reference that is known here')
      try {
        // A job may have been on its way here when all that were here were cancelled.
        if (stopping) throw new Error('Stopping')
        await handler(job.data, { signal: signal ?? new AbortController().signal, crashes: job.stalledCounter })
      } catch (error) {
        if (stopping || signal?.aborted) {
          // Handed back: somebody else takes it at once, and it does not count as a try.
          await job.moveToDelayed(Date.now(), token)
          throw new DelayedError()
        }
        // What a caller or an input did wrong stays wrong, however often it is tried.
        if (error instanceof ProblemError && error.status < 500) throw new PermanentFailure(error)
        throw error
      }
    },
    {
      connection: options.redis,
      prefix: options.prefix,
      concurrency: options.concurrency,
      lockDuration: options.lockMs,
      stalledInterval: options.lockMs / 2,
      maxStalledCount,
      drainDelay: 5,
    },
  )
  worker.on('error', options.onError)
  worker.on('failed', (job: Job<RefOf<S>> | undefined, error) => {
    if (job && isReference(stage, job.data) && hasGivenUp(job, error)) {
      options.onExhausted(job.data, error instanceof PermanentFailure ? error.cause : error)
    }
  })
  return {
    /** Takes no more jobs. A verb that can stop halfway hands its job back; the others finish theirs. */
    async stop(): Promise<void> {
      stopping = true
      const closed = worker.close()
      worker.cancelAllJobs('shutting down')
      await closed
    },
  }
}

export interface StageWorker {
  stop(): Promise<void>
}

function hasGivenUp(job: Job, error: Error): boolean {
  return error instanceof UnrecoverableError || job.attemptsMade >= (job.opts.attempts ?? 1)
}
