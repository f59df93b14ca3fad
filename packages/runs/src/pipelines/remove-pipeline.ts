import { ProblemError, type PipelineChange } from '@syndicate/contracts'
import type { RunContext } from '../context.ts'
import { announceChanges } from './announce-changes.ts'
import { untilMoved } from './until-moved.ts'

/**
 * Takes a pipeline away; its versions stay.
 * @param by name of the user who wants that
 * Throws unknown-pipeline where there is none, unavailable.
 */
export async function removePipeline(
  ctx: Pick<RunContext, 'catalog' | 'pipelines' | 'news' | 'onError'>,
  name: string,
  by: string,
): Promise<Pick<PipelineChange, 'name' | 'change' | 'version'>> {
  const removed = await untilMoved(ctx, async () => {
    const found = ctx.pipelines.find(name)
    if (!found) throw new ProblemError('unknown-pipeline', `There is no pipeline ${name}`)
    const result = { name, change: 'removed' as const, version: found.version }
    return { moves: [{ kind: 'remove', name }], result }
  })
  announceChanges(ctx, [removed], { source: 'api', by })
  return removed
}
