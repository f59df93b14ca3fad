import type { ChunkState } from '@syndicate/catalog'
import { ProblemError, type ChunkRef } from '@syndicate/contracts'
import type { RunContext } from '../context.ts'
import { sha256 } from '../host/host.ts'
import { Death } from '../executor/death.ts'
import type { Made, MadeChunk, MakeTask, NamedRecipe } from '../executor/task.ts'
import { openPart } from '../parts/stored-part.ts'
import { storeChunk } from '../executor/store-chunk.ts'

export interface TransformOutcome {
  /** How far the chunk is now; `gone` when its run is not this epoch's to work on. */
  state: ChunkState | 'gone'
  /** What was made; null when there was nothing left to do. */
  made: MadeChunk | null
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
 * Makes a chunk of its part of the input and takes it as far as `as` says, in one hand. Records that take too much time or
 * memory, or crash, are refused. Throws input-lost, limits-exceeded, grown-too-large.
 */
export async function transform(ctx: RunContext, ref: ChunkRef, options: TransformOptions): Promise<TransformOutcome> {
  const { as, crashes = 0 } = options
  const recipe = await ctx.recipes.get(ref.recipe)
  const outcome = await make(ctx, recipe, ref, options, crashes)
  return outcome.made ? { state: as, made: outcome.made } : { state: outcome.state, made: null }
}

async function make(
  ctx: RunContext,
  recipe: NamedRecipe,
  { run, epoch, ordinal, user = run }: ChunkRef,
  { as, signal, bytes }: TransformOptions,
  crashes: number,
): Promise<Made> {
  const task = { chunk: { run, epoch, ordinal }, as }
  if (crashes >= crashesBeforeIsolation)
    return makeApart(ctx, recipe, task, new Error(`A process died over it, ${crashes} times`), signal)
  try {
    return (await ctx.executor.make(recipe, task, { signal, user, ...(bytes !== undefined && { weight: bytes }) }))
      .result
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
  const source = await ctx.catalog.chunks.source(chunk)
  if (!source || source.recipe !== recipe.hash) return { state: 'gone' }
  if (source.state) return { state: source.state }
  if (!source.part) throw new ProblemError('input-lost', `The part for chunk ${chunk.ordinal} is missing`)
  const { result, ms } = await ctx.executor.transform(recipe, openPart('slice', source.part), { signal, suspicion })
  const { stored: data, counts, refused, fields, keys } = result
  const began = performance.now()
  const madeOf = { partBytes: source.part.byteLength, maxGrowth: ctx.limits.maxGrowth }
  const staged = {
    recipe: recipe.hash,
    data,
    sha256: sha256(data),
    counts,
    refused,
    fields,
    keys,
    transformMs: ms,
    madeOf,
  }
  const { state, finished } = await storeChunk(ctx.catalog, chunk, staged, as)
  if (state !== as) return { state }
  return { state: 'made', made: { counts, transformMs: ms, loadMs: performance.now() - began, finished } }
}
