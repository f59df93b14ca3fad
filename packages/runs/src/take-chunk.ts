import type { ChunkRef, Stage } from '@syndicate/contracts'
import type { RunContext } from './context.ts'
import { reach } from './fail-point.ts'
import { load, type Loaded } from './load.ts'
import { transform, type Transformed } from './transform.ts'
import { validate, type Validated } from './validate.ts'

/** What each stage came to; null for one that had nothing left to do, or is another worker's. */
export interface TakenChunk {
  transformed: Transformed | null
  loaded: Loaded | null
  validated: Validated | null
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
 * Takes a chunk as far as the worker's stages go. A queue is used only where the next stage is another worker's; what was
 * done before is passed over, so that whoever comes after a worker that died goes on where that one was.
 * @param from the stage it has come to
 */
export async function takeChunk(
  ctx: RunContext,
  from: Exclude<Stage, 'extract'>,
  ref: ChunkRef,
  options: TakeOptions,
): Promise<TakenChunk> {
  const { stages } = options
  const taken: TakenChunk = { transformed: null, loaded: null, validated: null }
  let state: string = from === 'load' ? 'transformed' : 'staged'
  if (from === 'transform') {
    const outcome = await transform(ctx, ref, { ...options, as: stages.has('load') ? 'staged' : 'transformed' })
    state = outcome.state
    taken.transformed = outcome.transformed
    taken.loaded = outcome.loaded
  }
  if (state === 'transformed') {
    if (!stages.has('load')) return handOver(ctx, 'load', ref, taken)
    taken.loaded = await load(ctx, ref)
    state = 'staged'
  }
  if (state !== 'staged') return taken
  const loadMs = taken.loaded?.ms ?? ref.loadMs ?? 0
  if (!stages.has('validate')) return handOver(ctx, 'validate', { ...ref, loadMs }, taken)
  taken.validated = await validate(ctx, { ...ref, loadMs }, { signal: options.signal, inHand: taken.transformed })
  return taken
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
