import type { Recipe } from '@syndicate/contracts'
import {
  compileSelector,
  findInChunk,
  findInRefused,
  findInSlice,
  withoutRefusing,
  type Pipeline,
  type RecordEngine,
  type Selector,
  type TransformOptions,
} from '@syndicate/pipeline'
import { openPart } from '../parts/stored-part.ts'
import type { FindTask } from './task.ts'
import { noRecord } from './watch-time.ts'

/**
 * Finds the records that are to be erased. Only the last selector and the last recipe are kept compiled.
 * Throws input-lost, grown-too-large.
 */
export function createFind(
  engine: RecordEngine,
  { onRecord, ...options }: Pick<TransformOptions, 'maxGrowth'> & { onRecord: (index: number) => void },
): (task: Omit<FindTask, 'kind'>) => number[] {
  let last: { recipe: string; pipeline: Pipeline } | undefined

  function compiled(recipe: string): Pipeline {
    if (last?.recipe !== recipe)
      last = { recipe, pipeline: engine.compile(withoutRefusing(JSON.parse(recipe) as Recipe)) }
    return last.pipeline
  }

  return ({ selector: written, recipe, source }) => {
    onRecord(noRecord)
    // Nothing of it is kept here once the task is over.
    const selector = compileSelector(written)
    const each = { ...options, onRecord }
    if ('chunk' in source) return findInChunk(engine, source.chunk, selector)
    if ('refused' in source) {
      return findInRefused(engine, recipe === null ? null : compiled(recipe), source.refused, selector, each)
    }
    if ('raw' in source) return findInText(source.raw, selector)
    return [...findInSlice(engine, compiled(recipe!), openPart('slice', source.slice), selector, each)]
  }
}

function findInText(raw: Uint8Array[], selector: Selector): number[] {
  return selector.isNamedIn(Buffer.concat(raw.map((part) => openPart('raw', part))).toString()) ? [0] : []
}
