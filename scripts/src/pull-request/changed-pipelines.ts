import { isDeepStrictEqual } from 'node:util'
import type { ConfiguredPipeline } from '@syndicate/config'
import type { PipelineDefinition } from '@syndicate/contracts'

export interface ChangedPipeline {
  name: string
  change: 'added' | 'changed' | 'removed'
  /** As it would be; null where it is removed. */
  definition: PipelineDefinition | null
}

/** What differs in what pipelines say, wherever that stands: a pipeline that moves to another file is none of them. */
export function changedPipelines(
  base: readonly ConfiguredPipeline[],
  head: readonly ConfiguredPipeline[],
): ChangedPipeline[] {
  const before = byName(base)
  const after = byName(head)
  const names = [...new Set([...before.keys(), ...after.keys()])].toSorted()
  return names.flatMap((name): ChangedPipeline[] => {
    const [was, is] = [before.get(name), after.get(name)]
    if (!is) return [{ name, change: 'removed', definition: null }]
    if (!was) return [{ name, change: 'added', definition: is }]
    return isDeepStrictEqual(was, is) ? [] : [{ name, change: 'changed', definition: is }]
  })
}

function byName(pipelines: readonly ConfiguredPipeline[]): Map<string, PipelineDefinition> {
  return new Map(pipelines.flatMap(({ name, definition }) => (definition ? [[name, definition] as const] : [])))
}
