import type { QuietRun } from '@syndicate/catalog'
import { jobVersion, type ChunkRef, type Stage } from '@syndicate/contracts'
import type { RunContext } from './context.ts'
import { reach } from './fail-point.ts'

export interface ReconcileOptions {
  /** A run that nothing has moved for this long is looked at. */
  quietMs: number
  /** Parts of inputs that no run claimed are kept this long. */
  unclaimedPartsMs: number
}

/** Runs looked at in one round; the rest has its turn in the next. */
const runsAtOnce = 200
/** Chunks of one run looked at: one without a job is reason enough to start afresh. */
const chunksLookedAt = 20

/**
 * Finds unfinished runs that no job is working on, because Redis was away or lost what it knew, and starts them afresh.
 * Only one process does so at a time. @returns how many were started afresh
 */
export async function reconcile(ctx: RunContext, options: ReconcileOptions): Promise<number> {
  let redriven = 0
  await ctx.catalog.asLeader(async () => {
    const quiet = await ctx.catalog.runs.quiet(options.quietMs, runsAtOnce)
    const alive: string[] = []
    for (const run of quiet) {
      if (await isWorkedOn(ctx, run)) alive.push(run.id)
      else if (await redrive(ctx, run)) redriven++
    }
    await ctx.catalog.runs.touch(alive)
    await ctx.catalog.collect(options)
  })
  return redriven
}

async function redrive(ctx: RunContext, run: QuietRun): Promise<boolean> {
  const epoch = await ctx.catalog.runs.redrive(run.id, run.epoch)
  if (epoch === null) return false
  await reach('redrive.moved')
  await ctx.broker.flight.dropRun(run.id)
  await ctx.broker.queues.add('extract', { v: jobVersion, run: run.id, epoch })
  return true
}

async function isWorkedOn(ctx: RunContext, run: QuietRun): Promise<boolean> {
  const { queues } = ctx.broker
  if (await queues.isAlive('extract', { v: jobVersion, run: run.id, epoch: run.epoch })) return true
  if (run.chunks === null) return false
  const states = await ctx.catalog.chunks.states(run.id)
  const unfinished = Array.from({ length: run.chunks }, (_, ordinal) => ordinal)
    .filter((ordinal) => states.get(ordinal) !== 'valid')
    .slice(0, chunksLookedAt)
  for (const ordinal of unfinished) {
    const ref: ChunkRef = { v: jobVersion, run: run.id, epoch: run.epoch, ordinal, recipe: run.recipe }
    if (!(await hasJob(ctx, ref))) return false
  }
  return true
}

/** Asked in the order a chunk moves, and the next job is added before the last one ends: a living chunk is always met. */
async function hasJob(ctx: RunContext, ref: ChunkRef): Promise<boolean> {
  const order: Exclude<Stage, 'extract'>[] = ['transform', 'load', 'validate']
  for (const stage of order) {
    if (await ctx.broker.queues.isAlive(stage, ref)) return true
  }
  return false
}
