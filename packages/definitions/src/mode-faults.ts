import type { PipelineDefinition } from '@syndicate/contracts'
import { datasetsOf } from './datasets-of.ts'
import type { Fault } from './fault.ts'

/**
 * All pipelines that write to a dataset do so in one mode.
 * @param all as they would be, by name
 * @param changed names of those that are not as they were: the others are in order
 * @returns what is wrong with those that changed; paths begin with the name
 */
export function modeFaults(all: ReadonlyMap<string, PipelineDefinition>, changed: ReadonlySet<string>): Fault[] {
  const claims = new Map<string, { pipeline: string; mode: string }>()
  const looked = new Set([...changed].flatMap((name) => (all.has(name) ? [...datasetsOf(name, all.get(name)!)] : [])))
  for (const [pipeline, definition] of all) {
    if (changed.has(pipeline)) continue
    for (const dataset of datasetsOf(pipeline, definition))
      if (looked.has(dataset)) claims.set(dataset, { pipeline, mode: definition.mode })
  }
  const faults: Fault[] = []
  for (const pipeline of changed) {
    const definition = all.get(pipeline)
    if (!definition) continue
    const { mode } = definition
    for (const dataset of datasetsOf(pipeline, definition)) {
      const other = claims.get(dataset)
      if (!other) claims.set(dataset, { pipeline, mode })
      else if (other.mode !== mode)
        faults.push({
          path: [pipeline, 'mode'],
          expected: `mode ${other.mode}, as pipeline ${other.pipeline} has for dataset ${dataset}`,
          got: mode,
        })
    }
  }
  return faults
}
