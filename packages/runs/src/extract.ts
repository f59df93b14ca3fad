import { setTimeout as delay } from 'node:timers/promises'
import type { FinishedRun, StartedRun } from '@syndicate/catalog'
import { jobVersion, type ChunkRef, type RunRef } from '@syndicate/contracts'
import { createCutter } from '@syndicate/pipeline'
import type { RunContext } from './context.ts'
import { reach } from './fail-point.ts'
import { openPart } from './store-input.ts'

export interface Extracted {
  run: StartedRun
  chunks: number
  ms: number
  /** Set when every chunk was valid already. */
  finished: FinishedRun | null
}

/** How often the catalog hears how far cutting has come, and cutting hears whether to go on. */
const progressMs = 500
/** How long to wait before asking again whether there is room for another chunk. */
const roomMs = 10

/**
 * Cuts a run's input into chunks and sends each on its way. Cutting is deterministic, so doing it again meets the
 * chunks of the first time: what is valid is left alone, what is staged goes on to validate.
 * @returns null when the run is no longer this epoch's to work on
 * Throws malformed-input, empty-input.
 */
export async function extract(ctx: RunContext, ref: RunRef, signal: AbortSignal): Promise<Extracted | null> {
  const began = performance.now()
  const run = await ctx.catalog.runs.start(ref.run, ref.epoch)
  if (!run) return null
  await reach('extract.started')
  // Told at once, not with the outcome: a small run is published before this verb is over.
  if (run.first)
    ctx.news.announce([
      { kind: 'run.state', runId: run.id, pipeline: run.pipeline, dataset: run.dataset, state: 'running' },
    ])
  const states = run.first ? new Map<number, 'staged' | 'valid'>() : await ctx.catalog.chunks.states(run.id)
  const cutter = createCutter(run.format, ctx.limits.cut)
  let chunks = 0
  let reported = performance.now()

  for await (const part of ctx.catalog.inputs.parts(run.inputId, run.parts, run.firstPart)) {
    for (const slice of cutter.push(openPart(part))) {
      const ordinal = chunks++
      if (!(await send(ctx, run, ref, ordinal, slice, states.get(ordinal), signal))) return null
    }
    if (performance.now() - reported < progressMs) continue
    reported = performance.now()
    if (!(await ctx.catalog.runs.progress(run.id, ref.epoch, chunks))) return null
  }
  // The number of chunks is known before the last of them leaves, so saying it and sending them happen side by side.
  const rest = cutter.end()
  const first = chunks
  chunks += rest.length
  const ms = performance.now() - began
  const [finished] = await Promise.all([
    ctx.catalog.chunks.seal(run.id, ref.epoch, chunks, ms),
    sendAll(ctx, run, ref, first, rest, states, signal),
  ])
  await reach('extract.sealed')
  return { run, chunks, ms, finished }
}

async function sendAll(
  ctx: RunContext,
  run: StartedRun,
  ref: RunRef,
  first: number,
  slices: Uint8Array[],
  states: Map<number, 'staged' | 'valid'>,
  signal: AbortSignal,
): Promise<void> {
  for (const [index, slice] of slices.entries()) {
    const ordinal = first + index
    if (!(await send(ctx, run, ref, ordinal, slice, states.get(ordinal), signal))) return
  }
}

/** @returns false when the run ended while this chunk waited for room */
async function send(
  ctx: RunContext,
  run: StartedRun,
  ref: RunRef,
  ordinal: number,
  slice: Uint8Array,
  state: 'staged' | 'valid' | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  signal.throwIfAborted()
  if (state === 'valid') return true
  const chunk: ChunkRef = { v: jobVersion, run: run.id, epoch: ref.epoch, ordinal, recipe: run.recipe }
  if (state === 'staged') {
    await ctx.broker.queues.add('validate', chunk)
    return true
  }
  let asked = performance.now()
  while (!(await ctx.broker.flight.admit(run.id, ordinal, slice, ctx.limits.flight))) {
    if (performance.now() - asked > progressMs) {
      asked = performance.now()
      if (!(await ctx.catalog.runs.progress(run.id, ref.epoch, ordinal))) return false
    }
    await delay(roomMs, undefined, { signal })
  }
  await ctx.broker.queues.add('transform', chunk)
  await reach('extract.sent')
  return true
}
