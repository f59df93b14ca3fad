import { setTimeout as delay } from 'node:timers/promises'
import { placeInLine } from '@syndicate/broker'
import type { QuietRun } from '@syndicate/catalog'
import { jobVersion, type ChunkRef, type Stage } from '@syndicate/contracts'
import type { RunContext } from '../context.ts'
import { reach } from '../faults/fail-point.ts'
import { settlingRef } from '../stages/settle.ts'

export interface ReconcileOptions {
  /** A run that nothing has moved for this long is looked at. */
  quietMs: number
  /** No further run is started afresh once it is aborted; the next look finds those that are left. */
  signal?: AbortSignal
}

/** Runs looked at together. */
const runsAtOnce = 200
/** Chunks of one run looked at: one without a job is reason enough to start afresh. */
const chunksLookedAt = 20
/** Between taking a chunk in and adding its job, as between sealing a run and sending its last chunks, there is a moment without a job. */
const momentMs = 200

export type Reconcile = (options: ReconcileOptions) => Promise<number>

/**
 * Finds unfinished runs that no job is working on, because Redis was away or lost what it knew, and starts them afresh.
 * Only one process does so at a time. Each round looks at those that were quiet longest; when Redis is not what it was at
 * the last look, at every unfinished run, quiet or not.
 * @returns the verb; it resolves with how many runs were started afresh
 */
export function createReconcile(ctx: RunContext): Reconcile {
  let known: string | undefined

  return async (options) => {
    let redriven = 0
    await ctx.catalog.asLeader(async (signal) => {
      const generation = await ctx.broker.generation()
      const isChanged = known !== undefined && generation !== known
      const look = isChanged ? redriveAllLost(ctx, signal) : redriveLost(ctx, options.quietMs, signal)
      redriven = await look.then(({ lost }) => lost)
      // Who stopped half-way has not looked at every run.
      if (!signal.aborted) known = generation
    }, options.signal)
    return redriven
  }
}

/** Looks at every unfinished run. */
async function redriveAllLost(ctx: RunContext, signal: AbortSignal): Promise<{ lost: number }> {
  const began = performance.now()
  let lost = 0
  for (;;) {
    // Whoever was looked at has been touched since, so that each page is a new one.
    const page = await redriveLost(ctx, performance.now() - began, signal)
    lost += page.lost
    if (page.looked < runsAtOnce || signal.aborted) return { lost }
  }
}

/** Looks at the runs that were quiet longest. */
async function redriveLost(
  ctx: RunContext,
  quietMs: number,
  signal: AbortSignal,
): Promise<{ looked: number; lost: number }> {
  const quiet = await ctx.catalog.runs.quiet(quietMs, runsAtOnce)
  const doubtful = await notWorkedOn(ctx, quiet)
  if (doubtful.length > 0) await delay(momentMs)
  const lost = await notWorkedOn(ctx, doubtful)
  await ctx.catalog.runs.touch(quiet.filter((run) => !lost.includes(run)).map(({ id }) => id))
  let redriven = 0
  for (const run of lost) {
    if (signal.aborted) break
    if (await redrive(ctx, run)) redriven++
  }
  return { looked: quiet.length, lost: redriven }
}

async function notWorkedOn(ctx: RunContext, runs: QuietRun[]): Promise<QuietRun[]> {
  const worked = await Promise.all(runs.map((run) => isWorkedOn(ctx, run)))
  return runs.filter((_, index) => !worked[index])
}

async function redrive(ctx: RunContext, run: QuietRun): Promise<boolean> {
  const epoch = await ctx.catalog.runs.redrive(run)
  if (epoch === null) return false
  await reach('redrive.moved')
  await ctx.broker.queues.add('extract', {
    v: jobVersion,
    run: run.id,
    epoch,
    place: placeInLine(0, 0, run.createdAt.getTime()),
  })
  return true
}

async function isWorkedOn(ctx: RunContext, run: QuietRun): Promise<boolean> {
  const beginning = { v: jobVersion, run: run.ledBy ?? run.id, epoch: run.epoch } as const
  if (await ctx.broker.queues.isAlive('extract', beginning)) return true
  if (run.chunks === null) return false
  const missing = await missingOf(ctx, run, run.chunks)
  if (missing.length === 0 && run.keyed) return isSettled(ctx, { ...run, chunks: run.chunks })
  for (const ordinal of missing.slice(0, chunksLookedAt)) {
    const ref: ChunkRef = { v: jobVersion, run: run.id, epoch: run.epoch, ordinal, recipe: run.recipe }
    if (!(await hasJob(ctx, ref))) return false
  }
  return true
}

/** Whether a run whose chunks are all in the books has the job that ends it: that of its only chunk does so, too. */
async function isSettled(ctx: RunContext, run: QuietRun & { chunks: number }): Promise<boolean> {
  const ref = settlingRef(run)
  if (await ctx.broker.queues.isAlive('validate', ref)) return true
  return run.chunks === 1 && hasJob(ctx, { ...ref, ordinal: 0 })
}

async function missingOf(ctx: RunContext, run: QuietRun, chunks: number): Promise<number[]> {
  const states = await ctx.catalog.chunks.states(run.id)
  return Array.from({ length: chunks }, (_, ordinal) => ordinal).filter((ordinal) => states.get(ordinal) !== 'valid')
}

/** Asked in the order a chunk moves, and the next job is added before the last one ends: a living chunk is always met. */
async function hasJob(ctx: RunContext, ref: ChunkRef): Promise<boolean> {
  const order: Exclude<Stage, 'extract'>[] = ['transform', 'load', 'validate']
  for (const stage of order) {
    if (await ctx.broker.queues.isAlive(stage, ref)) return true
  }
  return false
}
