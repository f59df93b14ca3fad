import { mostPlaces, type PipelineDefinition } from '@syndicate/contracts'
import { under, type Fault } from '@syndicate/definitions'
import { faulty, tryPipeline, type TryContext } from './try-pipeline.ts'

/** How long checking all that one request brings may take, in milliseconds of work: no more is begun then. */
const budgetMs = 10_000
const outOfTime = faulty(`pipelines that can be tried within ${budgetMs / 1000} s`, 'more; apply fewer at once')

/**
 * Checks pipelines that somebody wrote, away from the thread that answers, within limits of time and memory.
 * @returns those that are sound, complete; and what is wrong with the others, paths beginning with their names
 */
export async function checkAll(
  ctx: TryContext,
  pipelines: Readonly<Record<string, unknown>>,
): Promise<{ definitions: Map<string, PipelineDefinition>; faults: Fault[] }> {
  let spentMs = 0
  const definitions = new Map<string, PipelineDefinition>()
  const faults: Fault[] = []
  for (const [name, written] of Object.entries(pipelines)) {
    const { checked, ms } = spentMs > budgetMs ? outOfTime : await tryPipeline(ctx, name, written)
    spentMs += ms
    if ('faults' in checked) faults.push(...under([name], checked.faults))
    else definitions.set(name, checked.definition)
    if (faults.length >= mostPlaces) break
  }
  return { definitions, faults }
}
