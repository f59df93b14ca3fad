import type { PipelineMove, PipelineState } from '@syndicate/catalog'
import type { RunContext } from '../context.ts'
import { othersChange } from './live-pipelines.ts'

/** Each time another gateway was quicker with a change. */
const tries = 20

/**
 * Plans moves by what there is and makes them, and again where something has changed in between; then they count here, or soon.
 * Changes made here are made one after the other.
 * @param plan gets what the catalog knows of the names it is about, as of the same revision as the live pipelines
 * Throws what `plan` throws, and unavailable.
 */
export async function untilMoved<T>(
  { catalog, pipelines, onError }: Pick<RunContext, 'catalog' | 'pipelines' | 'onError'>,
  plan: (
    statesOf: (names: string[]) => Promise<ReadonlyMap<string, PipelineState>>,
  ) => Promise<{ moves: PipelineMove[]; result: T }>,
): Promise<T> {
  return pipelines.changes.use('all', tryOften)

  async function tryOften(): Promise<T> {
    for (let attempt = 0; attempt < tries; attempt++) {
      const revision = await pipelines.refresh()
      let isStale = false
      const { moves, result } = await plan(async (names) => {
        const known = await catalog.pipelines.statesOf(names)
        isStale = known.revision !== revision
        return known.states
      })
      if (isStale) continue
      if (moves.length === 0) return result
      if (!(await catalog.pipelines.move(revision, moves))) continue
      // They are made: what fails here is caught up on by the next look for changes.
      await pipelines
        .refresh()
        .catch((error: unknown) => onError(error, 'reading pipelines that were changed just now'))
      return result
    }
    throw othersChange()
  }
}
