import { mostNamed, type QuarantineDryRun, type TriedRecord } from '@syndicate/contracts'
import type { RunContext } from '../context.ts'
import { openBudget } from './budget.ts'
import { leftRecord, triedRecord } from './name-tried.ts'
import { planQuarantineReplay, type QuarantineReplayRequest } from './plan-quarantine-replay.ts'
import { tryRecords, type Tried } from './try-records.ts'

/**
 * Says what a replay would come to now, by putting the records through the pipelines and keeping nothing. It has a time: what
 * was found until then is counted. Throws validation-failed, limits-exceeded.
 * @param request `nameFrom`: which of the records to name first
 * @param ms how long it may take, but for finding the records
 */
export async function dryRunQuarantine(
  ctx: RunContext,
  request: QuarantineReplayRequest & { nameFrom?: number | undefined },
  ms?: number,
): Promise<QuarantineDryRun> {
  const budget = openBudget(ms)
  const { batches, matched, notReplayable, failed, more, ...plan } = await planQuarantineReplay(ctx, request, budget)
  const { nameFrom = 0 } = request
  const nameTo = nameFrom + mostNamed
  const refused = new Map<string, Tried['refused'][number]>()
  const records: TriedRecord[] = []
  let { complete } = plan
  let wouldPass = 0
  let wouldFilter = 0
  // Records are named batch by batch; behind them those that could not be mended.
  let begin = 0
  for (const { recipe, lines, records: before } of batches) {
    const named = { from: Math.max(0, nameFrom - begin), to: Math.max(0, nameTo - begin) }
    const tried = await tryRecords(ctx, recipe, lines, budget, named)
    complete &&= tried.complete
    wouldPass += tried.passed
    wouldFilter += tried.filtered
    for (const { stage, code, count } of tried.refused) {
      const key = `${stage} ${code}`
      refused.set(key, { stage, code, count: count + (refused.get(key)?.count ?? 0) })
    }
    for (const [index, outcome] of tried.named.entries()) {
      const at = named.from + index
      records.push(triedRecord(before[at]!, lines[at]!, outcome))
    }
    begin += lines.length
  }
  const left = failed.slice(Math.max(0, nameFrom - begin), Math.max(0, nameTo - begin))
  return {
    matched,
    wouldPass,
    wouldFilter,
    wouldRefuse: [...refused.values()],
    notReplayable,
    records: [...records, ...left.map(leftRecord)],
    nextRecord: begin + failed.length > nameTo ? nameTo : null,
    more,
    complete,
  }
}
