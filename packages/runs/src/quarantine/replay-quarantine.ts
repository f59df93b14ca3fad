import { wasAnswered, type Claim } from '@syndicate/catalog'
import { linksOf, newId, ProblemError, type QuarantineReplay } from '@syndicate/contracts'
import { writeTraceparent, type Place } from '@syndicate/tracing'
import { enqueue } from '../accept/accept.ts'
import type { RunContext } from '../context.ts'
import { sha256 } from '../host/host.ts'
import { nothingToReplay } from './nothing-to-replay.ts'
import { planQuarantineReplay, type QuarantineReplayRequest, type ReplayBatch } from './plan-quarantine-replay.ts'
import { abandonInput, storeInput } from '../accept/store-input.ts'

/** Each time somebody else was quicker with one of the records, there is less left to want. */
const tries = 20

/**
 * Takes records out of quarantine and runs them through their pipelines as they are now, as runs of their own into the
 * datasets they were meant for. A record is in one replay at a time, and never again once one of them has published.
 * @param request `onBytes` is asked before anything is stored; what it throws ends the replay
 * Throws nothing-to-replay, validation-failed, dataset-taken, too-many-runs, overloaded, unavailable.
 */
export async function replayQuarantine(
  ctx: RunContext,
  request: QuarantineReplayRequest & {
    userId: string
    /** What asked for it, in a trace. */
    trace?: Place | undefined
    onBytes?: (bytes: number) => Promise<unknown>
  },
): Promise<QuarantineReplay> {
  await ctx.pressure.refuseNewWork()
  for (let attempt = 0; attempt < tries; attempt++) {
    const { batches, terms, notReplayable, more, complete } = await planQuarantineReplay(ctx, request)
    if (batches.length === 0 && !complete)
      throw new ProblemError('overloaded', 'There was no time to mend these records; ask again')
    if (batches.length === 0) throw new ProblemError('nothing-to-replay', nothingToReplay(notReplayable))
    if (attempt === 0) await request.onBytes?.(sizeOf(batches))
    const claims = await storeBatches(ctx, batches, request)
    const accepted = await ctx.catalog.quarantine.claim(claims, terms).catch(async (error: unknown) => {
      // After a broken connection nobody knows; then the collector decides.
      if (wasAnswered(error)) await abandonAll(ctx, claims)
      throw error
    })
    if (!accepted) {
      await abandonAll(ctx, claims)
      continue
    }
    await Promise.all(accepted.map((run, index) => enqueue(ctx, run, batches[index]!.recipe.name, request.userId)))
    const runs = accepted.map(({ runId, dataset }, index) => {
      const { recipe, ids } = batches[index]!
      return { runId, dataset, pipeline: recipe.name, records: ids.length, links: linksOf({ runId, dataset }) }
    })
    return { runs, claimed: runs.reduce((total, { records }) => total + records, 0), notReplayable, more }
  }
  throw new ProblemError('unavailable', 'Others are replaying the same records')
}

type Asked = Parameters<typeof replayQuarantine>[1]

async function storeBatches(ctx: RunContext, batches: ReplayBatch[], asked: Asked): Promise<Claim[]> {
  const claims: Claim[] = []
  try {
    for (const batch of batches) claims.push(await storeBatch(ctx, batch, asked))
    return claims
  } catch (error) {
    await abandonAll(ctx, claims)
    throw error
  }
}

async function storeBatch(ctx: RunContext, batch: ReplayBatch, { userId, trace }: Asked): Promise<Claim> {
  const { recipe, dataset, mode, ids } = batch
  const recipeHash = await ctx.recipes.keep(recipe)
  const input = await storeInput(ctx, { format: 'ndjson', reading: {} }, bytesOf(batch.lines))
  const run = {
    id: newId(),
    trace: trace ? writeTraceparent(trace) : null,
    recipe: recipeHash,
    userId,
    pipeline: recipe.name,
    dataset,
    writers: ctx.pipelines.writersOf(dataset),
    mode,
    onInvalid: recipe.onInvalid,
    format: 'ndjson' as const,
    idempotencyKey: null,
    requestHash: sha256([input.sha256, recipe.name, dataset, 'ndjson'].join(' ')),
    replayOf: null,
    claimed: ids.length,
    mostUnfinished: ctx.limits.unfinishedRuns ?? null,
    input,
  }
  return { run, ids }
}

function sizeOf(batches: ReplayBatch[]): number {
  return batches.flatMap(({ lines }) => lines).reduce((bytes, line) => bytes + Buffer.byteLength(line), 0)
}

async function* bytesOf(lines: string[]): AsyncGenerator<Uint8Array> {
  for (const line of lines) yield Buffer.from(line)
}

async function abandonAll(ctx: RunContext, claims: Claim[]): Promise<void> {
  await Promise.all(claims.map(({ run }) => abandonInput(ctx, run.input.id)))
}
