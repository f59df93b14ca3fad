import { ProblemError, type Recipe } from '@syndicate/contracts'
import { openSlice, type Transformed } from '@syndicate/pipeline'
import { createPool } from './create-pool.ts'
import { Death } from './death.ts'
import { isolate, type Probe } from './isolate.ts'
import type { AuditTask, CutTask, Done, HandOptions, NamedRecipe, Task, TimeLimits, TransformTask } from './job.ts'
import { openChild } from './open-child.ts'
import { openThread } from './open-thread.ts'

export interface CrewOptions {
  /** Key of the `hash` step. */
  hashKey: string
  /** Threads of this process. */
  threads: number
  /** How long transforming one chunk may take, where its pipeline says nothing else. */
  chunkSeconds: number
  /** How much memory a thread may use for it, in bytes. */
  chunkMemory: number
  /** A fail point for tests: a slice that holds this text aborts the process it is transformed in. */
  abortOn?: string | undefined
  /** Told of chunks that had to be taken apart. */
  onError: (error: unknown, what: string) => void
}

export interface TransformChunkOptions {
  signal?: AbortSignal
  /** How often a process died over this chunk, or beside it. @default 0 */
  crashes?: number
}

/** Works on the records of chunks, in threads, within limits. */
export interface Crew {
  /**
   * Transforms a slice; records that take too much time or memory, or crash, are refused.
   * Rejects with the signal's reason when that is aborted; with limits-exceeded when there are too many such records.
   */
  transform(recipe: NamedRecipe, slice: Uint8Array, options?: TransformChunkOptions): Promise<Done<TransformTask>>
  /** Audits a stored chunk. Rejects when that takes too much; transform has already asked the schema of each record. */
  audit(recipe: NamedRecipe, stored: Uint8Array, options?: { signal?: AbortSignal }): Promise<Done<AuditTask>>
  /**
   * Cuts an input that can only be read whole. Rejects with what the cutter throws, and with limits-exceeded when it takes
   * more time or memory than a chunk may.
   */
  cut(recipe: NamedRecipe, input: Omit<CutTask, 'kind'>, options?: { signal?: AbortSignal }): Promise<Done<CutTask>>
  /** Starts a thread, so that the first chunk need not wait for it. */
  start(): void
  /** Ends what is under way, and leaves no thread and no process behind. */
  close(): Promise<void>
}

/** A record alone may take this part of what its chunk may take, but always a little: a busy machine is no fault of its. */
const recordShare = 1 / 4
const leastRecordMs = 2_000
/** The audit takes less than transform did; twice its time is for a machine that became busy in between. */
const auditFactor = 2
/** A process that died may have had other chunks in hand: only the second time is a chunk looked at closely. */
const crashesBeforeIsolation = 2

/** Starts nothing before there is something to do. Close it when done. */
export function createCrew(options: CrewOptions): Crew {
  const { hashKey, abortOn, chunkSeconds } = options
  const handOptions: HandOptions = { hashKey, abortOn, memoryBytes: options.chunkMemory }
  const threads = createPool(options.threads, () => openThread(handOptions))
  const children = createPool(options.threads, () => openChild(handOptions))

  function limitsOf({ limits }: Recipe): TimeLimits {
    const taskMs = (limits?.seconds ?? chunkSeconds) * 1000
    return { taskMs, recordMs: Math.max(taskMs * recordShare, Math.min(taskMs, leastRecordMs)) }
  }

  const run = <T extends Task>(recipe: NamedRecipe, task: T, limits: TimeLimits, signal?: AbortSignal) =>
    threads.use(weightOf(task), (thread) => thread.run(recipe, task, limits, signal), signal)

  async function isolated(
    recipe: NamedRecipe,
    slice: Uint8Array,
    limits: TimeLimits,
    suspicion: Death | null,
    signal: AbortSignal | undefined,
  ): Promise<Transformed> {
    const probe: Probe = (part, storedBefore, partLimits) => {
      const task: TransformTask = { kind: 'transform', slice: part, storedBefore }
      return children.use(weightOf(task), (child) => child.run(recipe, task, partLimits, signal), signal)
    }
    try {
      return await isolate(openSlice(slice), probe, limits, suspicion)
    } finally {
      // Rare, and a process of its own: not worth keeping.
      await children.closeIdle()
    }
  }

  return {
    async transform(recipe, slice, { signal, crashes = 0 } = {}) {
      const began = performance.now()
      const limits = limitsOf(recipe.recipe)
      let suspicion: Death | null = null
      if (crashes < crashesBeforeIsolation) {
        try {
          return await run(recipe, { kind: 'transform', slice }, limits, signal)
        } catch (error) {
          if (!(error instanceof Death)) throw error
          suspicion = error
        }
      }
      const cause = suspicion ?? new Error(`A process died over it, ${crashes} times`)
      options.onError(cause, 'transforming a chunk, now taken apart to find out which records it cannot take')
      const result = await isolated(recipe, slice, limits, suspicion, signal)
      return { result, ms: performance.now() - began }
    },
    audit(recipe, stored, { signal } = {}) {
      const { taskMs } = limitsOf(recipe.recipe)
      const limits = { taskMs: taskMs * auditFactor, recordMs: Infinity }
      return run(recipe, { kind: 'audit', stored }, limits, signal)
    },
    async cut(recipe, input, { signal } = {}) {
      const limits = { taskMs: limitsOf(recipe.recipe).taskMs, recordMs: Infinity }
      try {
        return await run(recipe, { kind: 'cut', ...input }, limits, signal)
      } catch (error) {
        if (!(error instanceof Death) || error.note.kind === 'crash') throw error
        throw new ProblemError('limits-exceeded', `The input cannot be read: ${error.note.message}`, { cause: error })
      }
    },
    start: threads.start,
    async close() {
      await Promise.all([threads.close(), children.close()])
    },
  }
}

/** In bytes, as a measure of the time it takes: what is stored is compressed about so much. */
function weightOf(task: Task): number {
  if (task.kind === 'cut') return task.input.byteLength * 100
  return task.kind === 'transform' ? task.slice.byteLength : task.stored.byteLength * 8
}
