import { ProblemError, stages, type ChunkRef, type RunRef, type Stage } from '@syndicate/contracts'
import { createBatcher, type Batcher } from '@syndicate/timing'
import { DelayedError, Queue, UnrecoverableError, Worker, type Job } from 'bullmq'
import { failureOf, isForGood, JobRefused, RefusedFailure, thrownOf } from './failures.ts'
import { isOfAnotherVersion, isReference, type RefOf } from './is-reference.ts'
import type { Memory } from './memory.ts'
import type { Home } from './home.ts'
import type { RedisClient } from './redis-client.ts'

export interface WorkOptions<S extends Stage = Stage> {
  concurrency: number
  /** A job whose worker dies is given to another after about this long. */
  lockMs: number
  /**
   * How long to put a job off, in milliseconds, for an error that is nobody's fault, as when something is away or full for now;
   * null for any other error. Putting off is no try: it goes on until the error is gone.
   * @param starts how often the job was begun
   */
  postponeMs: (error: unknown, starts: number, ref: RefOf<S>) => number | null
  /** The place in line that a job has when it is put off; none: the one it had. */
  placeAgain?: (error: unknown, ref: RefOf<S>) => number | undefined
  /** Told when a job has failed for the last time. */
  onExhausted: (ref: RunRef, error: Error) => void
  /** Told what came of each job that was taken in hand. */
  onAttempt?: (outcome: AttemptOutcome) => void
}

/**
 * What came of a job that was taken in hand: `done`; `postponed`, for something is away or full, or another version's;
 * `handed-back` by a worker that stops; `retried`, after an error of the work itself; or `given-up` after the last of those.
 */
export type AttemptOutcome = 'done' | 'postponed' | 'handed-back' | 'retried' | 'given-up'

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

/**
 * How long a job of another version is left alone before it is looked at again, in milliseconds: at first, and at most when
 * that has doubled. Where many were left behind, looking at all of them every second would be all that workers do.
 */
const leaveMs = { first: 1_000, most: 8_000 }
/** So often, in a minute, nobody knew it: it fails, and the reconciler starts its run afresh in a version that is known. */
const mostLeaves = 9

/** Nobody puts a job off for longer, in milliseconds. */
const mostPutOffMs = 60_000
/** The queue keeps delayed jobs by when they are due, times this, to tell apart those due in the same millisecond. */
const scorePerMs = 0x1000

/** Jobs of a run added in one go. */
const addedAtOnce = 500
/** Above this share of Redis' memory no run adds the jobs of its chunks: room is for those that are there. */
const tightShare = 0.75

/** Of each stage, for the board: what failed, and of it the most recent. */
const failedKept = { seconds: 3600, jobs: 500 }

const jobOptions = {
  attempts: 5,
  backoff: { type: 'exponential', delay: 200, jitter: 0.5 },
  removeOnComplete: true,
  removeOnFail: { age: failedKept.seconds, count: failedKept.jobs },
  sizeLimit: 4096,
  stackTraceLimit: 0,
}

/** A job's id follows from what it refers to, so adding it twice adds it once. */
function jobId(stage: Stage, ref: RunRef | ChunkRef): string {
  const ordinal = 'ordinal' in ref ? `-${ref.ordinal}` : ''
  return `${ref.run}-${ref.epoch}-${stage}${ordinal}`
}

function optionsOf(stage: Stage, ref: RunRef | ChunkRef) {
  return { jobId: jobId(stage, ref), ...(ref.place !== undefined && { priority: ref.place }) }
}

export function createQueues(
  redis: RedisClient,
  prefix: string,
  { home, memory }: { home: Home; memory: Memory },
  onError: (error: Error) => void,
) {
  const opened = new Map<Stage, Queue>()
  const batchers = new Map<Stage, Batcher<RunRef | ChunkRef>>()

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
    // One that could not begin, because Redis froze at that moment, would fail for ever.
    queue.waitUntilReady().catch(() => {
      opened.delete(stage)
      queue.close().catch(onError)
    })
    return queue
  }

  /** What comes while jobs are being added is added together; nobody waits for company. */
  function adding(stage: Stage): Batcher<RunRef | ChunkRef> {
    return batchers.getOrInsertComputed(stage, () =>
      createBatcher<RunRef | ChunkRef>({ most: 64, atOnce: 2, waitMs: 0, work: (refs) => addJobs(stage, refs) }),
    )
  }

  async function addJobs(stage: Stage, refs: (RunRef | ChunkRef)[]): Promise<void> {
    const queue = queueOf(stage)
    if (refs.length === 1) await queue.add(stage, refs[0]!, optionsOf(stage, refs[0]!))
    else await queue.addBulk(refs.map((data) => ({ name: stage, data, opts: optionsOf(stage, data) })))
  }

  /** A worker puts jobs off by its own clock: where that ran ahead and was set right, a job may be put off for hours. */
  async function isDueSoon(queue: Queue, id: string): Promise<boolean> {
    const [score, [seconds]] = await Promise.all([redis.zscore(queue.toKey('delayed'), id), home.time()])
    const dueMs = Math.floor(Number(score) / scorePerMs)
    return dueMs - seconds * 1000 < mostPutOffMs
  }

  return {
    /** Throws unavailable, or what the connection says, rather than wait for Redis to come back. */
    async add<S extends Stage>(stage: S, ref: RefOf<S>): Promise<void> {
      await adding(stage).add(ref)
    },

    /** Adds many. Throws unavailable when Redis has little memory left, after the first of them may have been added. */
    async addAll<S extends Stage>(stage: S, refs: RefOf<S>[]): Promise<void> {
      for (let at = 0; at < refs.length; at += addedAtOnce) {
        if ((await memory.share()) > tightShare) throw new ProblemError('unavailable', "Redis' memory is short")
        await addJobs(stage, refs.slice(at, at + addedAtOnce))
      }
    },

    /** Whether a job for this still waits, runs or will be tried again soon. */
    async isAlive<S extends Stage>(stage: S, ref: RefOf<S>): Promise<boolean> {
      const queue = queueOf(stage)
      const id = jobId(stage, ref)
      const state = await queue.getJobState(id)
      if (state === 'delayed') return isDueSoon(queue, id)
      return state !== 'unknown' && state !== 'failed' && state !== 'completed'
    },

    /** Jobs of each stage that wait, run, or will be tried again later. */
    async depths(): Promise<Record<Stage, number>> {
      const counts = await Promise.all(
        stages.map(
          async (stage) =>
            [stage, await queueOf(stage).getJobCountByTypes('waiting', 'prioritized', 'active', 'delayed')] as const,
        ),
      )
      return Object.fromEntries(counts) as Record<Stage, number>
    },

    /** How long ago, in seconds, the oldest job of each stage was added, of those that run, are next, or will be tried again; 0 where there is none. */
    async ages(): Promise<Record<Stage, number>> {
      const now = Date.now()
      const ages = await Promise.all(
        stages.map(async (stage) => {
          const next = await queueOf(stage).getJobs(['active', 'waiting', 'prioritized', 'delayed'], 0, 0, true)
          // One may end while it is looked at.
          const since = Math.min(now, ...next.flatMap((job) => job?.timestamp ?? []))
          return [stage, (now - since) / 1000] as const
        }),
      )
      return Object.fromEntries(ages) as Record<Stage, number>
    },

    /** Worker processes that take jobs of each stage, as Redis sees their connections. */
    async workers(): Promise<Record<Stage, number>> {
      const counts = await Promise.all(
        stages.map(async (stage) => [stage, await queueOf(stage).getWorkersCount()] as const),
      )
      return Object.fromEntries(counts) as Record<Stage, number>
    },

    /** Forgets failed jobs whose time is over: by itself the queue does so only when another fails. @returns how many */
    async forgetFailed(): Promise<number> {
      const gone = await Promise.all(
        stages.map((stage) => queueOf(stage).clean(failedKept.seconds * 1000, failedKept.jobs, 'failed')),
      )
      return gone.flat().length
    },

    /** The queues of all stages, for a board to show. Throws unavailable without Redis. */
    opened: (): Queue[] => stages.map(queueOf),

    close: () => Promise.all([...opened.values()].map((queue) => queue.close())),
  }
}

/** Takes jobs of a stage until it is closed. */
export function startWorker<S extends Stage>(
  stage: S,
  handler: Handler<S>,
  options: WorkOptions<S> & { redis: RedisClient; prefix: string; onError: (error: Error) => void },
): StageWorker {
  let stopping = false
  const { onAttempt = () => {} } = options
  const worker = new Worker<RefOf<S>>(
    stage,
    async (job, token, signal) => {
      // A worker that stops may still be handed one job, perhaps the very one that it just handed back.
      if (stopping) return delay(job, token, 0)
      if (isOfAnotherVersion(job.data)) {
        onAttempt('postponed')
        return leave(job, token)
      }
      if (!isReference(stage, job.data)) throw new RefusedFailure('The job carries no reference that is known here')
      try {
        await handler(job.data, {
          signal: signal ?? new AbortController().signal,
          crashes: job.stalledCounter,
        })
      } catch (error) {
        if (stopping || signal?.aborted) {
          // Handed back: somebody else takes it at once, and it does not count as a try.
          onAttempt('handed-back')
          return delay(job, token, 0)
        }
        if (error instanceof JobRefused) throw new RefusedFailure(error.message)
        const ms = isForGood(error) ? null : options.postponeMs(error, job.attemptsStarted, job.data)
        if (ms === null) throw failureOf(error)
        const place = options.placeAgain?.(error, job.data)
        if (place !== undefined) await job.changePriority({ priority: place })
        onAttempt('postponed')
        return delay(job, token, ms)
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
  worker.on('completed', () => onAttempt('done'))
  worker.on('failed', (job: Job<RefOf<S>> | undefined, error) => {
    onAttempt(job && !hasGivenUp(job, error) ? 'retried' : 'given-up')
    if (error instanceof RefusedFailure) return options.onError(error)
    if (job && isReference(stage, job.data) && hasGivenUp(job, error)) {
      options.onExhausted(job.data, thrownOf(error))
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

/** Leaves a job to a worker that knows its version; that is no try. */
async function leave(job: Job, token: string | undefined): Promise<never> {
  if (job.attemptsStarted > mostLeaves) {
    throw new RefusedFailure('No worker knew this version of a job for a minute')
  }
  return delay(job, token, Math.min(leaveMs.most, leaveMs.first * 2 ** (job.attemptsStarted - 1)))
}

async function delay(job: Job, token: string | undefined, ms: number): Promise<never> {
  await job.moveToDelayed(Date.now() + Math.round(ms), token)
  throw new DelayedError()
}

function hasGivenUp(job: Job, error: Error): boolean {
  return error instanceof UnrecoverableError || job.attemptsMade >= (job.opts.attempts ?? 1)
}
