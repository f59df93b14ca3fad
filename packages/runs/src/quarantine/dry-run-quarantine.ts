import type { QuarantineDryRun } from '@syndicate/contracts'
import type { RunContext } from '../context.ts'
import { planQuarantineReplay, type QuarantineReplayRequest } from './plan-quarantine-replay.ts'
import { tryRecords, type Tried } from './try-records.ts'

/** Says what a replay would come to now, by putting the records through the pipelines and keeping nothing. Throws validation-failed. */
export async function dryRunQuarantine(ctx: RunContext, request: QuarantineReplayRequest): Promise<QuarantineDryRun> {
  const { batches, matched, notReplayable, more } = await planQuarantineReplay(ctx, request)
  const refused = new Map<string, Tried['refused'][number]>()
  let wouldPass = 0
  let wouldFilter = 0
  for (const { recipe, lines } of batches) {
    const tried = await tryRecords(ctx, recipe, lines)
    wouldPass += tried.passed
    wouldFilter += tried.filtered
    for (const { stage, code, count } of tried.refused) {
      const key = `${stage} ${code}`
      refused.set(key, { stage, code, count: count + (refused.get(key)?.count ?? 0) })
    }
  }
  return { matched, wouldPass, wouldFilter, wouldRefuse: [...refused.values()], notReplayable, more }
}
