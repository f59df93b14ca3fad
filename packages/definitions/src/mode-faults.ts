import type { PipelineDefinition } from '@syndicate/contracts'
import { datasetsOf } from './datasets-of.ts'
import type { Fault } from './fault.ts'

/** How a pipeline's rows stand to those that are there: what all that write to a dataset have in common. */
type Claim = Pick<PipelineDefinition, 'mode' | 'key'> & { pipeline: string }

/**
 * All pipelines that write to a dataset do so in one mode, and where rows take each other's place, by the same fields.
 * @param all as they would be, by name
 * @param changed names of those that are not as they were: the others are in order
 * @returns what is wrong with those that changed; paths begin with the name
 */
export function modeFaults(all: ReadonlyMap<string, PipelineDefinition>, changed: ReadonlySet<string>): Fault[] {
  const claims = new Map<string, Claim>()
  const looked = new Set([...changed].flatMap((name) => (all.has(name) ? [...datasetsOf(name, all.get(name)!)] : [])))
  for (const [pipeline, definition] of all) {
    if (changed.has(pipeline)) continue
    for (const dataset of datasetsOf(pipeline, definition))
      if (looked.has(dataset)) claims.set(dataset, { pipeline, ...definition })
  }
  const faults: Fault[] = []
  for (const pipeline of changed) {
    const definition = all.get(pipeline)
    if (!definition) continue
    for (const dataset of datasetsOf(pipeline, definition)) {
      const other = claims.get(dataset)
      if (!other) claims.set(dataset, { pipeline, ...definition })
      else faults.push(...conflict(pipeline, definition, other, dataset))
    }
  }
  return faults
}

function conflict(pipeline: string, { mode, key = [] }: PipelineDefinition, other: Claim, dataset: string): Fault[] {
  const as = `as pipeline ${other.pipeline} has for dataset ${dataset}`
  if (mode !== other.mode) return [{ path: [pipeline, 'mode'], expected: `mode ${other.mode}, ${as}`, got: mode }]
  // Otherwise a key is only of each run by itself.
  if (mode !== 'upsert' || JSON.stringify(key) === JSON.stringify(other.key)) return []
  return [{ path: [pipeline, 'key'], expected: `key ${shown(other.key ?? [])}, ${as}`, got: shown(key) }]
}

function shown(key: readonly string[]): string {
  return JSON.stringify(key)
}
