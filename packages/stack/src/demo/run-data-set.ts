import type { Run } from '@syndicate/contracts'
import { checkBooks } from './check-books.ts'
import type { Api, RefusalGroup } from './create-api.ts'
import type { Progress } from './create-progress.ts'
import { recordsIn, type DataSet } from './data-sets.ts'
import { followRun } from './follow-run.ts'
import { progressOf } from './progress-of.ts'

export interface DataSetOutcome {
  dataSet: DataSet
  run: Run
  /** From the first byte sent to published, in seconds. */
  seconds: number
  refusals: RefusalGroup[]
  /** What does not add up. */
  faults: string[]
}

const patienceMs = 10 * 60 * 1000

/** Sends one data set through all four stages and checks, with counts of its own, that nothing got lost. */
export async function runDataSet(api: Api, dataSet: DataSet, progress: Progress): Promise<DataSetOutcome> {
  const startedAt = Date.now()
  const { runId } = await api.upload(dataSet)
  const run = await followRun(api, runId, (state) => progress.show(progressOf(state)), patienceMs)
  progress.end()
  const endedAt = run.finishedAt ? Date.parse(run.finishedAt) : Date.now()
  const outcome = { dataSet, run, seconds: (endedAt - startedAt) / 1000 }
  if (run.state !== 'published' || run.version === null) {
    return {
      ...outcome,
      refusals: [],
      faults: [`the run is ${run.state}: ${run.error ? `${run.error.code}, ${run.error.detail}` : 'no reason given'}`],
    }
  }
  const [dataset, readBack, refusals] = await Promise.all([
    api.dataset(run.dataset),
    api.countRecords(run.dataset, run.version),
    api.refusals(runId),
  ])
  return { ...outcome, refusals, faults: checkBooks({ run, records: recordsIn(dataSet), dataset, readBack }) }
}
