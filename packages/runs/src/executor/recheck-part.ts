import type { Recipe } from '@syndicate/contracts'
import {
  recheckSlice,
  type Pipeline,
  type Rechecked,
  type RecordEngine,
  type TransformOptions,
} from '@syndicate/pipeline'
import { openPart } from '../parts/stored-part.ts'
import type { RecheckTask } from './task.ts'
import { noRecord } from './watch-time.ts'

/**
 * Puts parts of earlier inputs through pipelines. Only the last recipe is kept compiled: anybody may bring any number of them.
 * Throws input-lost, grown-too-large.
 */
export function createRecheck(
  engine: RecordEngine,
  { onRecord, ...options }: Pick<TransformOptions, 'maxGrowth'> & { onRecord: (index: number) => void },
): (task: Omit<RecheckTask, 'kind'>) => Rechecked {
  let last: { hash: string; pipeline: Pipeline } | undefined

  function compiled(hash: string, recipe: string): Pipeline {
    if (last?.hash !== hash) last = { hash, pipeline: engine.compile(JSON.parse(recipe) as Recipe) }
    return last.pipeline
  }

  return ({ hash, recipe, part, refusedThen }) => {
    const pipeline = compiled(hash, recipe)
    onRecord(noRecord)
    return recheckSlice(pipeline, openPart('slice', part), new Set(refusedThen), { ...options, onRecord })
  }
}
