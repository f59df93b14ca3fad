import type { ChunkState } from '@syndicate/catalog'
import { ProblemError, type ChunkRef } from '@syndicate/contracts'
import type { RunContext } from './context.ts'
import { sha256 } from './engine.ts'
import { Death } from './executor/death.ts'
import type { Made, MakeTask, NamedRecipe } from './executor/task.ts'
import type { Loaded } from './load.ts'
import { openPart } from './part-writer.ts'

export interface Transformed {
  records: number
  ms: number
}

export interface TransformOutcome {
  /** How far the chunk is now; `gone` when its run is not this epoch's to work on. */
  state: ChunkState | 'gone'
  /** Null when there was nothing left to do, as it is without the next. */
  transformed: Transformed | null
  /** When it was loaded as well. */
  loaded: Loaded | null
}

export interface TransformOptions extends Pick<MakeTask, 'as'> {
  /** Stops it at once; it may then be done again. */
  signal?: AbortSignal | undefined
  /** How often a process died over this chunk, or beside it. @default 0 */
  crashes?: number
  /** About how large its part is. */
  bytes?: number
}

/** A process that died may have had other chunks in hand: only the second time is a chunk looked at closely. */
const crashesBeforeIsolation = 2

/**
 * Makes a chunk of its part of the input and stores it where no reader sees it, in one hand with loading it where the
 * worker does that as well. Records that take too much time or memory, or crash, are refused. Throws input-lost, limits-exceeded.
 */
export async function transform(ctx: RunContext, ref: ChunkRef, options: TransformOptions): Promise<TransformOutcome> {
  const { as, crashes = 0 } = options
  const recipe = await ctx.recipes.get(ref.recipe)
  const { state, made } = await make(ctx, recipe, ref, options, crashes)
  if (!made) return { state, transformed: null, loaded: null }
  const records = made.counts.stored
  return {
    state: as,
    transformed: { records, ms: made.transformMs },
    loaded: as === 'staged' ? { records, ms: made.loadMs } : null,
  }
}

async function make(
  ctx: RunContext,
  recipe: NamedRecipe,
  { run, epoch, ordinal }: ChunkRef,
  { as, signal, bytes }: TransformOptions,
  crashes: number,
): Promise<Made> {
  const task = { chunk: { run, epoch, ordinal }, as }
  if (crashes >= crashesBeforeIsolation)
    return makeApart(ctx, recipe, task, new Error(`A process died over it, ${crashes} times`), signal)
  try {
    return (await ctx.executor.make(recipe, task, { signal, ...(bytes !== undefined && { weight: bytes }) })).result
  } catch (error) {
    if (!(error instanceof Death)) throw error
    return makeApart(ctx, recipe, task, error, signal)
  }
}

/** Makes a chunk whose records somebody did not survive. It is rare, so that its bytes may come here. */
async function makeApart(
  ctx: RunContext,
  recipe: NamedRecipe,
  { chunk, as }: Omit<MakeTask, 'kind'>,
  suspicion: Error,
  signal: AbortSignal | undefined,
): Promise<Made> {
  const { run, epoch, ordinal } = chunk
  const source = await ctx.catalog.chunks.source(run, epoch, ordinal)
  if (!source || source.recipe !== recipe.hash) return { state: 'gone' }
  if (source.state) return { state: source.state }
  if (!source.part) throw new ProblemError('input-lost', `The part for chunk ${ordinal} is missing`)
  const { result, ms } = await ctx.executor.transform(recipe, openPart(source.part), { signal, suspicion })
  const { stored: data, counts, refused } = result
  const began = performance.now()
  const staged = { recipe: recipe.hash, data, sha256: sha256(data), counts, refused, transformMs: ms }
  const state = await ctx.catalog.chunks.stage(run, ordinal, staged, as)
  if (state !== as) return { state: state ?? 'gone' }
  return { state: 'made', made: { counts, transformMs: ms, loadMs: performance.now() - began } }
}
