import type { Catalog } from '@syndicate/catalog'
import { ProblemError, type Recipe } from '@syndicate/contracts'
import { recheckSlice, type Pipeline, type Rechecked, type RecordEngine, type TransformOptions } from '@syndicate/pipeline'
import { openPart } from '../parts/stored-part.ts'
import type { RecheckTask } from './task.ts'
import { noRecord } from './watch-time.ts'

type Recheck = (
  catalog: Catalog,
  task: Omit<RecheckTask, 'kind'>,
  work: <T>(what: () => T) => T,
) => Promise<Rechecked>

/**
 * Puts parts of earlier inputs through pipelines. Only the last recipe is kept compiled: anybody may bring any number of them.
 * Throws input-lost, grown-too-large.
 */
export function createRecheck(
  engine: RecordEngine,
  { onRecord, ...options }: Pick<TransformOptions, 'maxGrowth'> & { onRecord: (index: number) => void },
): Recheck {
  let last: { hash: string; pipeline: Pipeline } | undefined

  function compiled(hash: string, recipe: string): Pipeline {
    if (last?.hash !== hash) last = { hash, pipeline: engine.compile(JSON.parse(recipe) as Recipe) }
    return last.pipeline
  }

  return async (catalog, { hash, recipe, inputId, part, refusedOf }, work) => {
    const [stored, before] = await Promise.all([
      catalog.inputs.part(inputId, part),
      refusedOf ? catalog.quarantine.positions(refusedOf.run, refusedOf.ordinal) : [],
    ])
    if (!stored) throw new ProblemError('input-lost', `Part ${part} of the input is missing`)
    return work(() => {
      const pipeline = compiled(hash, recipe)
      onRecord(noRecord)
      return recheckSlice(pipeline, openPart('slice', stored), new Set(before), { ...options, onRecord })
    })
  }
}
