import type { PipelineDefinition } from '@syndicate/contracts'
import { datasetsOf } from './datasets-of.ts'

/** By dataset that pipelines name: those that do, and may write there. */
export interface Writers {
  /** The pipelines that may write to a dataset, by name; null where none names it. */
  of(dataset: string): readonly string[] | null
  /** Takes a pipeline as it is now; null: it is no more. */
  put(pipeline: string, definition: PipelineDefinition | null): void
}

export function createWriters(): Writers {
  const byDataset = new Map<string, Set<string>>()
  const named = new Map<string, Set<string>>()

  return {
    of(dataset) {
      const writers = byDataset.get(dataset)
      return writers ? [...writers].toSorted() : null
    },
    put(pipeline, definition) {
      for (const dataset of named.get(pipeline) ?? []) {
        const writers = byDataset.get(dataset)!
        writers.delete(pipeline)
        if (writers.size === 0) byDataset.delete(dataset)
      }
      named.delete(pipeline)
      if (!definition) return
      const datasets = datasetsOf(pipeline, definition)
      named.set(pipeline, datasets)
      for (const dataset of datasets) {
        const writers = byDataset.get(dataset) ?? new Set()
        byDataset.set(dataset, writers.add(pipeline))
      }
    },
  }
}
