import {
  mostPreviewed,
  ProblemError,
  readingOf,
  type PipelineDefinition,
  type PipelinePreviewRequest,
  type Recipe,
} from '@syndicate/contracts'
import { recipeOf, type Fault } from '@syndicate/definitions'
import { fromBase64, isReadWhole } from '@syndicate/pipeline'
import type { RunContext } from '../context.ts'
import type { Sample } from '../executor/task.ts'
import { checkAll } from './check-all.ts'
import { invalidPipeline } from './invalid-pipeline.ts'

/** What a pipeline is called that has no name yet. */
export const unnamedPipeline = 'preview'

/** Of the answer, for what is around the records. */
const envelopeBytes = 64 * 1024
/** Of a dataset, so much is fetched, compressed: mostly more than is looked at. */
const mostFrames = { frames: 64, bytes: 1024 * 1024 }
/** How long records are worked on, in milliseconds, of the five seconds that all of it may take. */
const mostMs = 4_000

type PreviewContext = Pick<RunContext, 'catalog' | 'executor' | 'limits'>

/**
 * Says what a pipeline that somebody is writing makes of a sample, by putting it through as a run would and keeping nothing.
 * @returns a PipelinePreview as JSON
 * Throws invalid-pipeline, run-not-found, input-reclaimed, dataset-not-found, limits-exceeded, and what is wrong with the sample.
 */
export async function previewPipeline(
  ctx: PreviewContext,
  { name = unnamedPipeline, ...request }: PipelinePreviewRequest,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const recipe = recipeOf(name, await soundDefinition(ctx, name, request.definition))
  const sample = await sampleOf(ctx, request, recipe)
  const task = {
    recipe: JSON.stringify(recipe),
    sample,
    limits: ctx.limits.cut,
    inputBytes: mostPreviewed.inputBytes,
    shown: { records: request.limit ?? 100, bytes: mostPreviewed.answerBytes - envelopeBytes },
    ms: mostMs,
  }
  return (await ctx.executor.preview(task, signal)).result
}

/** A definition that is held to all but its fixtures, complete. Throws invalid-pipeline. */
export async function soundDefinition(
  ctx: Pick<RunContext, 'executor' | 'limits'>,
  name: string,
  written: unknown,
): Promise<PipelineDefinition> {
  const isMapping = typeof written === 'object' && written !== null && !Array.isArray(written)
  const untried = isMapping ? { ...written, fixtures: [] } : written
  const { definitions, faults } = await checkAll(ctx, { [name]: untried })
  const definition = definitions.get(name)
  if (!definition)
    throw invalidPipeline(faults.map((fault): Fault => ({ ...fault, path: ['definition', ...fault.path.slice(1)] })))
  return definition
}

async function sampleOf(
  ctx: Pick<RunContext, 'catalog' | 'limits'>,
  { sample, part = false, format: asked, reading: said }: Omit<PipelinePreviewRequest, 'name' | 'definition' | 'limit'>,
  recipe: Recipe,
): Promise<Sample> {
  const { text, base64, run, dataset } = sample
  if (text !== undefined || base64 !== undefined) {
    const format = asked ?? recipe.format
    const bytes = text === undefined ? bytesOfBase64(base64!) : bytesOfText(text)
    if (bytes.length === 0) throw new ProblemError('empty-input', 'There is nothing in the sample')
    if (part && isReadWhole(format))
      throw new ProblemError('validation-failed', `part: a ${format} is read whole, and a part of one is none`)
    return { kind: 'bytes', bytes, format, reading: readingOf(format, recipe.reading, said), isWhole: !part }
  }
  if (asked || said || part)
    throw new ProblemError(
      'validation-failed',
      'format, reading and part: this sample has been read already; leave them out',
    )
  return dataset === undefined ? inputOf(ctx, run!) : liveIn(ctx, dataset)
}

async function inputOf({ catalog, limits }: Pick<RunContext, 'catalog' | 'limits'>, run: string): Promise<Sample> {
  const input = await catalog.runs.inputOf(run)
  if (!input) throw new ProblemError('run-not-found', `There is no run ${run}`)
  const { inputId, format, reading, problem, chunks, firstChunk } = input
  if (!input.isKept) throw new ProblemError('input-reclaimed', `The input of run ${run} is no longer kept`)
  if (problem) throw new ProblemError(problem.code, problem.detail)
  const isCut = chunks !== null
  const parts = isCut ? chunks : input.parts
  const enough = Math.min(parts, 1 + Math.ceil(mostPreviewed.inputBytes / limits.cut.sliceBytes))
  const stored = await Array.fromAsync(catalog.inputs.parts(inputId, enough, isCut ? firstChunk : 0))
  return { kind: isCut ? 'slices' : 'raw', stored, isWhole: enough === parts, format, reading }
}

async function liveIn({ catalog }: Pick<RunContext, 'catalog'>, dataset: string): Promise<Sample> {
  const stored: Uint8Array[] = []
  let bytes = 0
  let isWhole = true
  for await (const { data } of catalog.registry.frames(dataset)) {
    isWhole = bytes < mostFrames.bytes && stored.length < mostFrames.frames
    if (!isWhole) break
    stored.push(data)
    bytes += data.byteLength
  }
  return { kind: 'frames', stored, isWhole, format: 'ndjson', reading: {} }
}

function bytesOfText(text: string): Uint8Array {
  if (!text.isWellFormed()) throw new ProblemError('malformed-body', 'sample.text holds half of a surrogate pair')
  return Buffer.from(text)
}

function bytesOfBase64(text: string): Uint8Array {
  const bytes = fromBase64(text)
  if (!bytes) throw new ProblemError('malformed-body', 'sample.base64 must be base64')
  return bytes
}
