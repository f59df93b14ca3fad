import type { EarlierInput } from '@syndicate/catalog'
import { ProblemError, type PipelineCheck, type PipelineCheckRequest, type Recipe } from '@syndicate/contracts'
import { recipeOf } from '@syndicate/definitions'
import type { Rechecked } from '@syndicate/pipeline'
import type { RunContext } from '../context.ts'
import { sha256 } from '../host/host.ts'
import { soundDefinition } from './preview-pipeline.ts'
import { addRechecked, jsonOfCheck, nothingRechecked, ofRun, toldOf } from './recheck-tally.ts'

/** Parts under way: one is worked on while the next one is fetched. */
const atOnce = 2
/** How often it is told how far it has come, in milliseconds. */
const progressMs = 500

type RecheckContext = Pick<RunContext, 'catalog' | 'executor' | 'limits' | 'pipelines'>

export interface RecheckRequest extends PipelineCheckRequest {
  name: string
  /** Those whose inputs may be looked at; null: all. */
  datasets: readonly string[] | null
}

/**
 * Says what a definition would have made of the newest inputs of a pipeline that are still kept, part by part: however much that is,
 * little of it is in memory. Gives lines of JSON, each a PipelineCheckLine: how far it has come, and at last the result.
 * Throws invalid-pipeline and unknown-pipeline before the first line, and the signal's reason when that is aborted.
 */
export async function* recheckInputs(
  ctx: RecheckContext,
  { name, definition, datasets, inputs: most = 10 }: RecheckRequest,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const recipe = recipeOf(name, await soundDefinition(ctx, name, definition))
  const inputs = await ctx.catalog.runs.newestInputs(name, { datasets, most })
  if (inputs.length === 0 && !ctx.pipelines.find(name))
    throw new ProblemError('unknown-pipeline', `There is no pipeline ${name}`)
  const progress = { parts: 0, of: inputs.reduce((sum, { chunks }) => sum + chunks, 0), records: 0 }
  const all = nothingRechecked()
  const about: Pick<PipelineCheck, 'inputs' | 'uncompared'> = { inputs: [], uncompared: 0 }
  yield line({ progress })
  let told = performance.now()
  for (const input of inputs) {
    const found = nothingRechecked()
    let problem: ProblemError | undefined
    try {
      for await (const rechecked of recheckParts(ctx, recipe, input, signal)) {
        addRechecked(found, ofRun(input.runId, rechecked))
        progress.parts++
        progress.records += rechecked.books.in
        if (performance.now() - told < progressMs) continue
        told = performance.now()
        yield line({ progress })
      }
    } catch (error) {
      // Others go on, unless it is the system that cannot.
      if (signal.aborted || !(error instanceof ProblemError) || error.status === 503) throw error
      problem = error
    }
    about.inputs.push(toldOf(input, problem))
    if (problem) continue
    addRechecked(all, found)
    if (!input.knowsRefused) about.uncompared++
  }
  yield `{"result":${jsonOfCheck(all, about)}}\n`
}

/** In order, a few at a time. */
async function* recheckParts(
  { catalog, executor }: RecheckContext,
  recipe: Recipe,
  { runId, inputId, firstChunk, chunks, knowsRefused }: EarlierInput,
  signal: AbortSignal,
): AsyncGenerator<Rechecked> {
  const hash = sha256(JSON.stringify(recipe))

  async function recheck(ordinal: number): Promise<Rechecked> {
    const [part, refusedThen] = await Promise.all([
      catalog.inputs.part(inputId, firstChunk + ordinal),
      knowsRefused ? catalog.quarantine.positions(runId, ordinal) : [],
    ])
    if (!part) throw new ProblemError('input-lost', `Part ${ordinal + 1} of ${chunks} is missing`)
    return (await executor.recheck(recipe, { hash, part, refusedThen }, signal)).result
  }

  const underWay: Promise<Rechecked>[] = []
  for (let next = 0; next < chunks || underWay.length > 0;) {
    for (; next < chunks && underWay.length < atOnce; next++) {
      const asked = recheck(next)
      // Nobody waits for it where one before it fails.
      asked.catch(() => {})
      underWay.push(asked)
    }
    yield await underWay.shift()!
  }
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`
}
