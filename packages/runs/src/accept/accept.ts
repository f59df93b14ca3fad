import { userHandicap, placeInLine } from '@syndicate/broker'
import { wasAnswered, type Acceptance } from '@syndicate/catalog'
import { jobVersion, newId, readingOf, type Format, type ReadOptions, type Recipe } from '@syndicate/contracts'
import { within } from '@syndicate/timing'
import type { Place } from '@syndicate/tracing'
import type { RunContext } from '../context.ts'
import { sha256 } from '../host/host.ts'
import { reach } from '../faults/fail-point.ts'
import { traceAccept } from '../trace/trace-accept.ts'
import { abandonInput, storeInput, type Progress } from './store-input.ts'

/** How long a run's first job waits for its first event, at most. */
const newsMs = 100

export interface RunRequest {
  recipe: Recipe
  /** Where the records go, when not where the pipeline says. */
  dataset?: string | undefined
  /** What the input is, when not what the pipeline says. */
  format?: Format | undefined
  /** How it is read, where that is not as the pipeline says. */
  reading?: ReadOptions | undefined
  /** The media type it came with, if any. */
  mediaType?: string | undefined
  /** Whether it is as somebody has it, who can be asked what is meant, and told where in it a record stands. */
  asSent?: boolean
  /** What the file is called that it came as. */
  fileName?: string | undefined
  body: AsyncIterable<Uint8Array> | Uint8Array
  userId: string
  idempotencyKey?: string | undefined
  /** What asked for it, in a trace. */
  trace?: Place | undefined
  /** Told how far the body has come, whenever that changes. */
  onProgress?: (progress: Progress) => void
}

/**
 * Takes a run in: input and run are durable when this resolves, whether or not Redis is there to hear of it.
 * Throws validation-failed, empty-input, input-too-large, idempotency-conflict, dataset-taken, dataset-mode-conflict, dataset-key-conflict, too-many-runs, overloaded,
 * unavailable.
 */
export async function acceptRun(ctx: RunContext, request: RunRequest): Promise<Acceptance> {
  const id = newId()
  const about = { id, pipeline: request.recipe.name, from: request.trace }
  return traceAccept(ctx, about, (trace) => takeIn(ctx, request, { id, trace }))
}

async function takeIn(
  ctx: RunContext,
  request: RunRequest,
  { id, trace }: { id: string; trace: string | null },
): Promise<Acceptance> {
  await ctx.pressure.refuseNewWork()
  const { recipe, userId } = request
  const dataset = request.dataset ?? recipe.dataset
  const format = request.format ?? recipe.format
  const reading = readingOf(format, recipe.reading, request.reading)
  const recipeHash = await ctx.recipes.keep(recipe)
  const about = {
    userId,
    recipe: recipeHash,
    pipeline: recipe.name,
    dataset,
    writers: ctx.pipelines.writersOf(dataset),
    mode: recipe.mode,
    idempotencyKey: request.idempotencyKey ?? null,
    mostUnfinished: ctx.limits.unfinishedRuns ?? null,
  }
  // What is here already costs less to store than to ask about.
  if (!(request.body instanceof Uint8Array)) await ctx.catalog.runs.refuseInAdvance(about)
  const body = request.body instanceof Uint8Array ? once(request.body) : request.body
  const { mediaType, asSent, fileName } = request
  const stored = await storeInput(ctx, { format, reading, mediaType, asSent }, body, request.onProgress)
  const input = { ...stored, fileName }
  const run = {
    ...about,
    id,
    trace,
    onInvalid: recipe.onInvalid,
    format,
    // Not the recipe itself: the same request after a deploy is still the same request.
    requestHash: sha256([input.sha256, recipe.name, dataset, format, ...said(request.reading)].join(' ')),
    replayOf: null,
    input,
  }
  const accepted = await ctx.catalog.runs.accept(run).catch(async (error: unknown) => {
    // After a broken connection nobody knows; then the collector decides.
    if (wasAnswered(error)) await abandonInput(ctx, input.id)
    throw error
  })
  if (accepted.repeated) await abandonInput(ctx, input.id)
  else await enqueue(ctx, accepted, recipe.name, userId)
  return accepted
}

/** Hands a fresh run to the workers. Without Redis it waits in the catalog until the reconciler finds it. */
export async function enqueue(ctx: RunContext, run: Acceptance, pipeline: string, user: string): Promise<void> {
  await reach('accept.committed')
  const handicap = userHandicap(run.ahead)
  const place = placeInLine(0, handicap)
  ctx.news.announce([{ kind: 'run.state', runId: run.runId, pipeline, dataset: run.dataset, state: 'accepted' }])
  // A worker is quick: what it tells would come before this. Nobody waits long for news, though.
  await within(newsMs, ctx.news.flush(), () => {})
  // Another's job begins it.
  if (!run.leads) return
  const others = run.leads.length > 0 ? { others: run.leads } : {}
  await ctx.broker.queues
    .add('extract', { v: jobVersion, run: run.runId, epoch: 0, place, handicap, user, ...others })
    .catch((error: unknown) => ctx.onError(error, 'queueing an accepted run', run.runId))
  await reach('accept.queued')
}

/** What a request itself says of how its input is read: nothing adds nothing, so that older hashes stay what they were. */
function said(reading: ReadOptions | undefined): string[] {
  return reading ? [JSON.stringify(reading)] : []
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
