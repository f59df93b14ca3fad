import { headChunks, placeInLine } from '@syndicate/broker'
import type { FinishedRun, StartedRun } from '@syndicate/catalog'
import { jobVersion, ProblemError, type ChunkRef, type RunRef } from '@syndicate/contracts'
import { createCutter, cutterVersion, isReadWhole } from '@syndicate/pipeline'
import { awaitRoom } from './await-room.ts'
import type { RunContext } from './context.ts'
import { cutterByCrew } from './cutter-by-crew.ts'
import { cutPlanOf } from './cut-plan.ts'
import { createLongCuts, NotNow, type LongCuts } from './long-cuts.ts'
import { reach } from './fail-point.ts'
import { openPart } from './store-input.ts'
import { takeThrough, type TakenThrough } from './take-through.ts'

export interface Extracted {
  run: StartedRun
  chunks: number
  ms: number
  /** Set when the run ended here: every chunk was valid already, or the only one was taken through. */
  finished: FinishedRun | null
  /** What came of the only chunk, if it was taken through. */
  through: TakenThrough | null
}

export interface ExtractOptions {
  /** Aborted when the run is to be left alone. */
  signal: AbortSignal
  /** How often a process died, or fell silent, over this. @default 0 */
  crashes?: number
  /** Bounds how many long inputs are cut at once. */
  longCuts?: LongCuts
  /** Whether a run that is a single chunk may be taken through all stages here, instead of through their queues. */
  takesThrough?: boolean
}

/** What sending a chunk takes. */
interface Sending {
  run: StartedRun
  ref: RunRef
  /** How far chunks came under an earlier epoch or in an earlier try. */
  states: Map<number, 'staged' | 'valid'>
  signal: AbortSignal
  enterLong: () => void
}

/** How often the catalog hears how far cutting has come, and cutting hears whether to go on. */
const progressMs = 500

/**
 * Cuts a run's input into chunks and sends each on its way. Cutting is deterministic, so doing it again meets the
 * chunks of the first time: what is valid is left alone, what is staged goes on to validate.
 * @returns null when the run is no longer this epoch's to work on
 * Throws malformed-input, empty-input, input-lost, cutter-unknown, and NotNow when the input is long or has to wait for room
 * while enough such inputs are being cut.
 */
export async function extract(ctx: RunContext, ref: RunRef, options: ExtractOptions): Promise<Extracted | null> {
  const { longCuts = createLongCuts(Infinity) } = options
  let leaveLong: (() => void) | undefined
  const enterLong = () => void (leaveLong ??= longCuts.enter())
  return cut(ctx, ref, options, enterLong).finally(() => leaveLong?.())
}

async function cut(
  ctx: RunContext,
  ref: RunRef,
  { signal, crashes = 0, takesThrough = false }: ExtractOptions,
  enterLong: () => void,
): Promise<Extracted | null> {
  const began = performance.now()
  const run = await ctx.catalog.runs.start(ref.run, ref.epoch)
  if (!run) return null
  if (!run.firstPart) throw new ProblemError('input-lost', `The first of ${run.parts} parts is missing`)
  const plan = cutPlanOf(run, ctx.limits.cut)
  if (plan.version > cutterVersion) throw new NotNow('A newer version of the program is to cut it')
  if (plan.version < cutterVersion)
    throw new ProblemError('cutter-unknown', `The run is cut by version ${plan.version}`)
  // Seen before, and long for certain: nothing is read as long as there is no place for it.
  if (!run.first && run.parts > 1) enterLong()
  await reach('extract.started')
  // Told at once, not with the outcome: a small run is published before this verb is over.
  if (run.first)
    ctx.news.announce([
      { kind: 'run.state', runId: run.id, pipeline: run.pipeline, dataset: run.dataset, state: 'running' },
    ])
  const states = run.first ? new Map<number, 'staged' | 'valid'>() : await ctx.catalog.chunks.states(run.id)
  const sending = { run, ref, states, signal, enterLong }
  const cutter = isReadWhole(run.format) ? cutterByCrew(ctx, run, plan, signal) : createCutter(run.format, plan)
  let chunks = 0
  let reported = performance.now()

  for await (const part of ctx.catalog.inputs.parts(run.inputId, run.parts, run.firstPart)) {
    for (const slice of cutter.push(openPart(part))) {
      if (!(await send(ctx, sending, chunks++, slice))) return null
    }
    if (performance.now() - reported < progressMs) continue
    reported = performance.now()
    if (!(await ctx.catalog.runs.progress(run.id, ref.epoch, chunks))) return null
  }
  // The number of chunks is known before the last of them leaves, so saying it and sending them happen side by side.
  const rest = await cutter.end()
  const first = chunks
  chunks += rest.length
  const ms = performance.now() - began
  const only = takesThrough && chunks === 1 ? rest[0] : undefined
  const sealing = ctx.catalog.chunks.seal(run.id, ref.epoch, chunks, ms)
  const [sealed, through] = await Promise.all([
    sealing,
    only
      ? takeThrough(ctx, chunkOf(run, ref, 0, Date.now()), only, { state: states.get(0), sealing, signal, crashes })
      : sendAll(ctx, sending, first, rest),
  ])
  await reach('extract.sealed')
  return { run, chunks, ms, finished: sealed ?? through?.validated?.finished ?? null, through }
}

/** @param came when it came into the line, in milliseconds since 1970 */
function chunkOf(run: StartedRun, ref: RunRef, ordinal: number, came: number): ChunkRef {
  const place = placeInLine(ordinal, ref.standBack ?? 0, came)
  return { v: jobVersion, run: run.id, epoch: ref.epoch, ordinal, recipe: run.recipe, place }
}

async function sendAll(ctx: RunContext, sending: Sending, first: number, slices: Uint8Array[]): Promise<null> {
  for (const [index, slice] of slices.entries()) {
    if (!(await send(ctx, sending, first + index, slice))) break
  }
  return null
}

/** @returns false when the run ended while this chunk waited for room */
async function send(ctx: RunContext, sending: Sending, ordinal: number, slice: Uint8Array): Promise<boolean> {
  const { run, ref, states, signal, enterLong } = sending
  signal.throwIfAborted()
  const state = states.get(ordinal)
  if (state === 'valid') return true
  // Cut again, what came far before keeps its place, and so does the head: were Redis emptied faster than the line moves, it
  // would else never come to its turn. It is little; the rest of a large run must not pass small ones that came later.
  const came = state === 'staged' || ordinal < headChunks ? run.createdAt.getTime() : Date.now()
  const chunk = chunkOf(run, ref, ordinal, came)
  if (state === 'staged') {
    await ctx.broker.queues.add('validate', chunk)
    return true
  }
  if (ordinal >= headChunks) enterLong()
  if (!(await awaitRoom(ctx, ref, ordinal, slice, signal, enterLong))) return false
  await ctx.broker.queues.add('transform', chunk)
  await reach('extract.sent')
  return true
}
