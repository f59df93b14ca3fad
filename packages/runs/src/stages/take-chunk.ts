import type { ChunkState, FinishedRun } from '@syndicate/catalog'
import type { ChunkRef, Stage } from '@syndicate/contracts'
import type { RunContext } from '../context.ts'
import type { Head } from '../executor/read-head.ts'
import type { MadeChunk } from '../executor/task.ts'
import { reach } from '../faults/fail-point.ts'
import { load } from './load.ts'
import { endSettled, settle } from './settle.ts'
import type { StageDone } from './stage-done.ts'
import { transform } from './transform.ts'
import { validate } from './validate.ts'

/** What each stage came to; absent for one that had nothing left to do, or is another worker's. */
export interface TakenChunk {
  transform?: StageDone
  load?: StageDone
  validate?: StageDone
  /** Set when this was the last chunk missing and the run ended with it. */
  finished: FinishedRun | null
  /** The first records that the run has published, where they are at hand and its pipeline's are live. */
  head?: Head
}

export interface TakeOptions {
  /** The stages that this worker works on. */
  stages: ReadonlySet<Stage>
  /** Aborted when the run is to be left alone. */
  signal?: AbortSignal | undefined
  /** How often a process died, or fell silent, over this. @default 0 */
  crashes?: number
  /** About how large the part is that the chunk is made of. @default as large as a part is */
  bytes?: number
}

/**
 * Takes a chunk as far as the worker's stages go, and ends the run with the last: one with keys is settled first.
 * @param from the stage it has come to
 */
export async function takeChunk(
  ctx: RunContext,
  from: Exclude<Stage, 'extract'>,
  ref: ChunkRef,
  options: TakeOptions,
): Promise<TakenChunk> {
  if (ref.settles) return { finished: await settle(ctx, ref, options) }
  const taken = await takeOn(ctx, from, ref, options)
  const isNothingNew = !taken.transform && !taken.load && !taken.validate
  // Whoever did it may have died before the run was settled.
  const finished = isNothingNew ? await ctx.catalog.keys.unsettled(ref.run) : taken.finished
  return { ...taken, finished: finished && (await endSettled(ctx, ref, finished, options)) }
}

/**
 * Takes it as far as it goes. A queue is used only where the next stage is another worker's; what was done before is passed
 * over, so that whoever comes after a worker that died goes on where that one was. A sample of what this worker has just stored is read back before it is entered into the books, and all that another has.
 */
async function takeOn(
  ctx: RunContext,
  from: Exclude<Stage, 'extract'>,
  ref: ChunkRef,
  options: TakeOptions,
): Promise<TakenChunk> {
  const { stages, signal } = options
  const taken: TakenChunk = { finished: null }
  let state: ChunkState | 'gone' = from === 'load' ? 'transformed' : 'staged'
  if (from === 'transform') {
    const as = asFarAs(stages, isSampled(ref, ctx.limits.auditShare))
    const { state: reached, made } = await transform(ctx, ref, { ...options, as })
    state = reached
    if (made) Object.assign(taken, doneBy(made, as))
  }
  if (state === 'transformed') {
    if (!stages.has('load')) return handOver(ctx, 'load', ref, taken)
    const loaded = await load(ctx, ref)
    if (loaded) taken.load = loaded
    state = 'staged'
  }
  if (state !== 'staged') return taken
  const loadMs = taken.load?.ms ?? ref.loadMs ?? 0
  if (!stages.has('validate')) return handOver(ctx, 'validate', { ...ref, loadMs }, taken)
  const validated = await validate(ctx, { ...ref, loadMs }, { signal })
  if (!validated) return taken
  const { finished, ...done } = validated
  return { ...taken, validate: done, finished }
}

/** How far a chunk goes in one hand. */
function asFarAs(stages: ReadonlySet<Stage>, isReadBack: boolean): ChunkState {
  if (!stages.has('load')) return 'transformed'
  return stages.has('validate') && !isReadBack ? 'valid' : 'staged'
}

/** Whether a chunk is one of the share that is read back. The same chunk always is, or never. */
function isSampled({ run, ordinal }: ChunkRef, share: number): boolean {
  const spread = (Number.parseInt(run.slice(-8), 16) + ordinal * 0x9e3779b1) % 2 ** 32
  return spread < share * 2 ** 32
}

function doneBy({ counts, transformMs, loadMs, finished, head }: MadeChunk, as: ChunkState): TakenChunk {
  const records = counts.stored
  return {
    transform: { records, ms: transformMs },
    ...(as !== 'transformed' && { load: { records, ms: loadMs } }),
    ...(as === 'valid' && { validate: { records, ms: 0 } }),
    finished,
    ...(head && { head }),
  }
}

async function handOver(
  ctx: RunContext,
  stage: 'load' | 'validate',
  ref: ChunkRef,
  taken: TakenChunk,
): Promise<TakenChunk> {
  await ctx.broker.queues.add(stage, ref)
  await reach(stage === 'load' ? 'transform.sent' : 'load.sent')
  return taken
}
