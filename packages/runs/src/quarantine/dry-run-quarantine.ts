import type { QuarantineDryRun } from '@syndicate/contracts'
import type { RunContext } from '../context.ts'
import { openBudget } from './budget.ts'
import { planQuarantineReplay, type QuarantineReplayRequest } from './plan-quarantine-replay.ts'
import { tryRecords, type Tried } from './try-records.ts'

/**
 * Says what a replay would come to now, by putting the records through the pipelines and keeping nothing. It has a time: what
 * was found until then is counted. Throws validation-failed, limits-exceeded.
 * @param ms how long it may take, but for finding the records
 */
export async function dryRunQuarantine(
  ctx: RunContext,
  request: QuarantineReplayRequest,
  ms?: number,
): Promise<QuarantineDryRun> {
  const budget = openBudget(ms)
  const { batches, matched, notReplayable, more, ...plan } = await planQuarantineReplay(ctx, request, budget)
  let { complete } = plan
  const refused = new Map<string, Tried['refused'][number]>()
  let wouldPass = 0
  let wouldFilter = 0
  for (const { recipe, lines } of batches) {
    const tried = await tryRecords(ctx, recipe, lines, budget)
    complete &&= tried.complete
    wouldPass += tried.passed
    wouldFilter += tried.filtered
    for (const { stage, code, count } of tried.refused) {
      const key = `${stage} ${code}`
      refused.set(key, { stage, code, count: count + (refused.get(key)?.count ?? 0) })
    }
  }
  return { matched, wouldPass, wouldFilter, wouldRefuse: [...refused.values()], notReplayable, more, complete }
}
