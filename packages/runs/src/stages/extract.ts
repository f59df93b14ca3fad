import { headChunks, placeInLine } from '@syndicate/broker'
import type { ChunkState, FinishedRun, StartedRun } from '@syndicate/catalog'
import { jobVersion, ProblemError, type ChunkRef, type RunRef, type Stage } from '@syndicate/contracts'
import { cutterVersion } from '@syndicate/pipeline'
import type { RunContext } from '../context.ts'
import { cutAnew, cutPlan, type CutPlan } from '../accept/cut-plan.ts'
import { reach } from '../faults/fail-point.ts'
import { endSettled } from './settle.ts'
import { takeChunk, type TakenChunk, type TakeOptions } from './take-chunk.ts'

export interface Extracted {
  run: StartedRun
  chunks: number
  ms: number
  /** Set when the run ended here: every chunk was valid already, or the only one was taken as far as it goes. */
  finished: FinishedRun | null
  /** What came of the only chunk, if it was taken on from here. */
  taken: TakenChunk | null
}

/**
 * Begins a run and sends each of its chunks on its way; a run of one chunk is taken on here and now, as far as the worker's
 * stages go. Its input was cut when it came, if it could be; if not, it is cut here. Doing it again meets the chunks of
 * the first time: what is valid is left alone, what is stored goes on where it was.
 * @returns null when the run is no longer this epoch's to work on
 * Throws what cutting has thrown, input-lost, cutter-unknown, and unavailable when the queues have no room for its chunks.
 */
export async function extract(ctx: RunContext, ref: RunRef, options: TakeOptions): Promise<Extracted | null> {
  const began = performance.now()
  const run = await ctx.catalog.runs.start(ref.run, ref.epoch)
  if (!run) return null
  await reach('extract.started')
  // A small run is published before this verb is over: then both go out together.
  if (run.first)
    ctx.news.announce([
      { kind: 'run.state', runId: run.id, pipeline: run.pipeline, dataset: run.dataset, state: 'running' },
    ])
  if (run.isOld) await ctx.catalog.runs.startOver(run.id, ref.epoch)
  if (run.problem) throw new ProblemError(run.problem.code, run.problem.detail)
  const chunks = run.chunks ?? (await cut(ctx, run, { signal: options.signal, user: ref.user ?? run.id }))
  const ms = performance.now() - began
  // Settled when it was begun, unless it had to be started over since.
  const isSealed = run.first && run.chunks !== null && !run.isOld
  const sealed = isSealed ? null : await ctx.catalog.chunks.seal(run.id, ref.epoch, chunks, ms)
  await reach('extract.sealed')
  if (sealed) {
    const finished = await endSettled(ctx, { ...ref, recipe: run.recipe }, sealed, options)
    return { run, chunks, ms, finished, taken: null }
  }
  const states = run.first ? new Map<number, ChunkState>() : await ctx.catalog.chunks.states(run.id)
  const taken = await send(ctx, { run, ref, chunks, states }, options)
  return { run, chunks, ms, finished: taken?.finished ?? null, taken }
}

/** Cuts an input that is stored as it came. @returns how many chunks it has */
async function cut(
  ctx: RunContext,
  run: StartedRun,
  { signal, user }: { signal: AbortSignal | undefined; user: string },
): Promise<number> {
  const { format, inputId, parts } = run
  const plan = await planOf(ctx, run)
  const { first = parts } = plan
  const recipe = await ctx.recipes.get(run.recipe)
  const task = { format, inputId, parts, first, limits: plan }
  const { result: chunks } = await ctx.executor.cut(recipe, task, { signal, user })
  return ctx.catalog.inputs.noteChunks(inputId, first, chunks)
}

/** How an input is cut. Throws cutter-unknown where only a later version of the program knows. */
async function planOf({ catalog: { inputs }, limits }: RunContext, { inputId, cut }: StartedRun): Promise<CutPlan> {
  const plan = (await inputs.settleCut(inputId, cut ?? cutPlan(limits.cut))) as CutPlan
  if (plan.version > cutterVersion)
    throw new ProblemError(
      'cutter-unknown',
      `The input is cut by version ${plan.version}, this one is ${cutterVersion}`,
    )
  if (plan.version === cutterVersion) return plan
  const anew = cutAnew(plan)
  await inputs.settleAnew(inputId, anew)
  return anew
}

interface Sending {
  run: StartedRun
  ref: RunRef
  chunks: number
  /** How far chunks came under an earlier epoch or in an earlier try. */
  states: Map<number, ChunkState>
}

/** Where a chunk goes on. */
const nextStage: Record<ChunkState, Exclude<Stage, 'extract'> | null> = {
  transformed: 'load',
  staged: 'validate',
  valid: null,
}

async function send(ctx: RunContext, sending: Sending, options: TakeOptions): Promise<TakenChunk | null> {
  const { run, chunks, states } = sending
  const waiting = { transform: [] as ChunkRef[], load: [] as ChunkRef[], validate: [] as ChunkRef[] }
  for (let ordinal = 0; ordinal < chunks; ordinal++) {
    const state = states.get(ordinal)
    const stage = state ? nextStage[state] : 'transform'
    if (!stage) continue
    const chunk = refOf(sending, ordinal)
    if (chunks === 1 && options.stages.has(stage)) return takeChunk(ctx, stage, chunk, { ...options, bytes: run.bytes })
    waiting[stage].push(chunk)
  }
  for (const stage of ['transform', 'load', 'validate'] as const) await ctx.broker.queues.addAll(stage, waiting[stage])
  await reach('extract.sent')
  return null
}

function refOf({ run, ref, states }: Sending, ordinal: number): ChunkRef {
  // Sent again, what came far before keeps its place, and so does the head: were Redis emptied faster than the line moves,
  // it would else never come to its turn. It is little; the rest of a large run must not pass small ones that came later.
  const came = states.has(ordinal) || ordinal < headChunks ? run.createdAt.getTime() : Date.now()
  const place = placeInLine(ordinal, ref.handicap ?? 0, came)
  return {
    v: jobVersion,
    run: run.id,
    epoch: ref.epoch,
    ordinal,
    recipe: run.recipe,
    place,
    ...(ref.user && { user: ref.user }),
  }
}
