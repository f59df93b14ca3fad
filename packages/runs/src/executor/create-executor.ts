import { ProblemError, type Recipe } from '@syndicate/contracts'
import { openSlice, type Transformed } from '@syndicate/pipeline'
import { createPool } from './create-pool.ts'
import { Death } from './death.ts'
import { Interrupted } from '../faults/interrupted.ts'
import { isolate, type Probe } from './isolate.ts'
import { openChild } from './open-child.ts'
import { openThread } from './open-thread.ts'
import type { CutTask, Done, HeadTask, NamedRecipe, RunnerOptions, Task, TimeLimits, TransformTask } from './task.ts'
import type { AuditTask, CheckTask, FindTask, InferTask, MakeTask, MendTask, MergeKeysTask } from './task.ts'
import type { ForgetKeysTask, PreviewTask, RecheckTask, SearchTask, SettleTask } from './task.ts'

export interface ExecutorOptions extends Omit<RunnerOptions, 'memoryBytes'> {
  /** Threads of this process. */
  threads: number
  /** How long transforming one chunk may take, where its pipeline says nothing else. */
  chunkSeconds: number
  /** How much memory a thread may use for it, in bytes. */
  chunkMemory: number
  /** Told of chunks that had to be taken apart. */
  onError: (error: unknown, what: string) => void
}

export interface TaskOptions {
  signal?: AbortSignal | undefined
  /** About how many bytes of input it is about: lighter tasks go first. @default a whole chunk */
  weight?: number
  /**
   * Whose it is. Then it waits for a place only so long, and rejects with NoPlace; who has nothing else in hand comes first,
   * and has a thread to spare while others keep all of them. None: it waits.
   */
  user?: string | undefined
}

/** Works on the records of chunks, in threads, within limits of time and memory. */
export interface Executor {
  /**
   * Makes a chunk out of its part of the input, and stores it. Rejects with a Death when that ended the thread, which may
   * be the fault of a record; with the signal's reason when that is aborted.
   */
  make(recipe: NamedRecipe, task: Omit<MakeTask, 'kind'>, options?: TaskOptions): Promise<Done<MakeTask>>
  /** Reads back and audits a stored chunk. Rejects when that takes too much; transform has already asked the schema of each record. */
  audit(recipe: NamedRecipe, task: Omit<AuditTask, 'kind'>, options?: TaskOptions): Promise<Done<AuditTask>>
  /** Reads the first records of a run. */
  head(task: Omit<HeadTask, 'kind'>): Promise<Done<HeadTask>>
  /**
   * Cuts an input that was stored uncut. Rejects with what the cutter throws, and with limits-exceeded when it takes more
   * time or memory than a chunk may.
   */
  cut(recipe: NamedRecipe, task: Omit<CutTask, 'kind'>, options?: TaskOptions): Promise<Done<CutTask>>
  /**
   * Settles the keys of a run, and ends it. That takes as long as it is large. Rejects with what publishing it is refused
   * with, and with the signal's reason when that is aborted.
   */
  settle(recipe: NamedRecipe, task: Omit<SettleTask, 'kind'>, options?: TaskOptions): Promise<Done<SettleTask>>
  /** Merges segments of a dataset's index, where there are many of a size. */
  mergeKeys(task: Omit<MergeKeysTask, 'kind'>, signal: AbortSignal): Promise<Done<MergeKeysTask>>
  /** Makes segments of a dataset's index anew without rows that are being erased. That takes as long as it is large. */
  forgetKeys(task: Omit<ForgetKeysTask, 'kind'>, signal: AbortSignal): Promise<Done<ForgetKeysTask>>
  /**
   * Transforms a slice that is at hand; records that take too much time or memory, or crash, are refused.
   * @param suspicion how it ended somebody before; null when a process died over it
   * Rejects with the signal's reason when that is aborted; with limits-exceeded when there are too many such records; with
   * grown-too-large when too much comes of it.
   */
  transform(recipe: NamedRecipe, slice: Uint8Array, options?: TransformOptions): Promise<Done<TransformTask>>
  /**
   * Mends refused records that are at hand, in order: at least one. Rejects with limits-exceeded when that takes too much, and
   * with the signal's reason when that is aborted.
   */
  mend(task: Omit<MendTask, 'kind'>, signal: AbortSignal): Promise<Done<MendTask>>
  /**
   * Reads a pipeline that somebody wrote, compiles it and runs its fixtures. Rejects with limits-exceeded when that takes too
   * much.
   */
  check(task: Omit<CheckTask, 'kind'>): Promise<Done<CheckTask>>
  /**
   * Says what pipeline would take records that are at hand. Rejects with what an upload of them would be refused with, with
   * limits-exceeded when that takes too much, and with the signal's reason when that is aborted.
   */
  infer(task: Omit<InferTask, 'kind'>, signal: AbortSignal): Promise<Done<InferTask>>
  /**
   * Tries a pipeline that compiles on a sample. Rejects with what is wrong with the sample, with limits-exceeded when a record
   * takes too much, and with the signal's reason when that is aborted.
   */
  preview(task: Omit<PreviewTask, 'kind'>, signal: AbortSignal): Promise<Done<PreviewTask>>
  /**
   * Says what a pipeline that compiles would have made of a part of an earlier input. Rejects with limits-exceeded when a
   * record, or all of them, take too much, and with the signal's reason when that is aborted.
   */
  recheck(recipe: Recipe, task: Omit<RecheckTask, 'kind' | 'recipe'>, signal: AbortSignal): Promise<Done<RecheckTask>>
  /**
   * Says which records are to be erased. Rejects with limits-exceeded when a record, or all of them, take too much, and with the
   * signal's reason when that is aborted.
   * @param recipe of the run they belong to; null: they are looked at as they are
   */
  find(recipe: Recipe | null, task: Omit<FindTask, 'kind' | 'recipe'>, signal: AbortSignal): Promise<Done<FindTask>>
  /**
   * Looks for records that are at hand. Rejects with validation-failed for what is no condition, with limits-exceeded when a
   * record takes too much, and with the signal's reason when that is aborted.
   */
  search(task: Omit<SearchTask, 'kind'>, signal: AbortSignal): Promise<Done<SearchTask>>
  /** Starts a thread, so that the first chunk need not wait for it. */
  start(): void
  /** Ends what is under way, and leaves no thread and no process behind. */
  close(): Promise<void>
}

export interface TransformOptions {
  signal?: AbortSignal | undefined
  /** How it ended somebody before: then it is taken apart at once. */
  suspicion?: Error | undefined
}

/** A record alone may take this part of what its chunk may take, but always a little: a busy machine is no fault of its. */
const recordShare = 1 / 4
const leastRecordMs = 2_000
/** Looking at records is bounded by how many they are; this is for what nobody thought of. */
const inferMs = 5_000
/** The audit takes less than transform did; twice its time is for a machine that became busy in between. */
const auditFactor = 2
/** How long reading, compiling and trying one pipeline may take, and what is tried with it on a sample. */
const checkMs = 5_000
/** Of what takes as long as there is to read. */
const unlimited: TimeLimits = { taskMs: Infinity, recordMs: Infinity }
/** Tasks that a thread has under way: one is worked on while the other reads its part or stores its chunk. */
const tasksAThread = 2
/** What is smaller takes no time to speak of. In bytes of input. */
const lightBytes = 64 * 1024
const wholeChunk = 1024 * 1024
/** Threads beyond those there are, for who has nothing else in hand. */
const spare = 1
/** A thread that tries what is at hand now and then is closed when it had nothing to do for so long: it holds tens of megabytes. */
const restMs = 60_000
/** A task that was interrupted so often is left to whoever asked for it. */
const mostInterruptions = 3

/** Starts nothing before there is something to do. Close it when done. */
export function createExecutor(options: ExecutorOptions): Executor {
  const { hashKey, abortOn, maxGrowth, database, failPoints, chunkSeconds, threads: size } = options
  const atHand = { hashKey, abortOn, maxGrowth, memoryBytes: options.chunkMemory }
  const openHere = () => openThread({ ...atHand, database, failPoints })
  const threads = createPool({
    size,
    each: tasksAThread,
    lightWeight: lightBytes,
    spareWeight: lightBytes,
    spare,
    restMs: database ? undefined : restMs,
    open: openHere,
  })
  // What may take long, however small it is: an input that has to be read whole, a pipeline that is tried. It keeps no thread of the others.
  const slow = createPool({ size: 1, each: 1, spare, restMs, open: openHere })
  const children = createPool({ size, each: 1, open: () => openChild(atHand) })

  function limitsOf({ limits }: Recipe): TimeLimits {
    const taskMs = (limits?.seconds ?? chunkSeconds) * 1000
    return { taskMs, recordMs: Math.max(taskMs * recordShare, Math.min(taskMs, leastRecordMs)) }
  }

  /** Again, should another task end the thread. */
  async function run<T extends Task>(
    recipe: NamedRecipe | null,
    task: T,
    limits: TimeLimits,
    { signal, weight = wholeChunk, user }: TaskOptions = {},
    pool = threads,
  ): Promise<Done<T>> {
    for (let interruptions = 1; ; interruptions++) {
      try {
        return await pool.use({ weight, whose: user }, (thread) => thread.run(recipe, task, limits, signal), signal)
      } catch (error) {
        if (!(error instanceof Interrupted) || interruptions === mostInterruptions) throw error
      }
    }
  }

  async function isolated(
    recipe: NamedRecipe,
    slice: Uint8Array,
    limits: TimeLimits,
    suspicion: Error,
    signal: AbortSignal | undefined,
  ): Promise<Transformed> {
    const probe: Probe = (part, grownBefore, partLimits) => {
      const task: TransformTask = {
        kind: 'transform',
        slice: part,
        partOf: { bytes: slice.byteLength, grownBefore },
      }
      return children.use({ weight: part.byteLength }, (child) => child.run(recipe, task, partLimits, signal), signal)
    }
    try {
      return await isolate(openSlice(slice), probe, limits, suspicion instanceof Death ? suspicion : null)
    } finally {
      // Rare, and a process of its own: not worth keeping.
      await children.closeIdle()
    }
  }

  return {
    make: (recipe, task, on) => run(recipe, { kind: 'make', ...task }, limitsOf(recipe.recipe), on),
    audit(recipe, task, on) {
      const { taskMs } = limitsOf(recipe.recipe)
      return run(recipe, { kind: 'audit', ...task }, { taskMs: taskMs * auditFactor, recordMs: Infinity }, on)
    },
    head: (task) => run(null, { kind: 'head', ...task }, unlimited, { weight: 0 }),
    cut(recipe, task, on) {
      const limits = { taskMs: limitsOf(recipe.recipe).taskMs, recordMs: Infinity }
      return limited('The input cannot be read', run(recipe, { kind: 'cut', ...task }, limits, on, slow))
    },
    settle: (recipe, task, on) => run(recipe, { kind: 'settle', ...task }, unlimited, on),
    mergeKeys: (task, signal) => run(null, { kind: 'merge-keys', ...task }, unlimited, { signal, weight: 0 }, slow),
    forgetKeys: (task, signal) => run(null, { kind: 'forget-keys', ...task }, unlimited, { signal, weight: 0 }, slow),
    async transform(recipe, slice, { signal, suspicion } = {}) {
      const began = performance.now()
      const limits = limitsOf(recipe.recipe)
      let cause = suspicion
      if (!cause) {
        try {
          return await run(recipe, { kind: 'transform', slice }, limits, { signal, weight: slice.byteLength })
        } catch (error) {
          if (!(error instanceof Death)) throw error
          cause = error
        }
      }
      options.onError(cause, 'transforming a chunk, now taken apart to find out which records it cannot take')
      const result = await isolated(recipe, slice, limits, cause, signal)
      return { result, ms: performance.now() - began }
    },
    mend(task, signal) {
      const limits = { taskMs: Math.max(leastRecordMs, task.most.ms * 2), recordMs: Infinity }
      return limited('The records cannot be mended', run(null, { kind: 'mend', ...task }, limits, { signal }))
    },
    check(task) {
      const limits = { taskMs: checkMs, recordMs: Infinity }
      return limited('The pipeline cannot be tried', run(null, { kind: 'check', ...task }, limits, {}, slow))
    },
    infer(task, signal) {
      const limits = { taskMs: inferMs, recordMs: Infinity }
      return limited('The records cannot be looked at', run(null, { kind: 'infer', ...task }, limits, { signal }))
    },
    preview(task, signal) {
      const limits = { taskMs: checkMs, recordMs: Infinity }
      return limited('The sample cannot be tried', run(null, { kind: 'preview', ...task }, limits, { signal }, slow))
    },
    recheck(recipe, task, signal) {
      const whole = { kind: 'recheck' as const, recipe: JSON.stringify(recipe), ...task }
      return limited('The input cannot be checked', run(null, whole, limitsOf(recipe), { signal }))
    },
    find(recipe, task, signal) {
      const whole = { kind: 'find' as const, recipe: recipe && JSON.stringify(recipe), ...task }
      const limits = recipe ? limitsOf(recipe) : { taskMs: chunkSeconds * 1000, recordMs: Infinity }
      return limited('The records cannot be searched', run(null, whole, limits, { signal }))
    },
    search(task, signal) {
      const limits = { taskMs: checkMs, recordMs: Infinity }
      const done = run(null, { kind: 'search', ...task }, limits, { signal }, slow)
      return limited('The records cannot be looked through', done)
    },
    start: threads.start,
    async close() {
      await Promise.all([threads.close(), slow.close(), children.close()])
    },
  }
}

/** What a task gives; that it took too much time or memory is told as limits-exceeded. */
async function limited<T>(what: string, done: Promise<T>): Promise<T> {
  try {
    return await done
  } catch (error) {
    if (!(error instanceof Death) || error.note.kind === 'crash') throw error
    throw new ProblemError('limits-exceeded', `${what}: ${error.note.message}`, { cause: error })
  }
}
