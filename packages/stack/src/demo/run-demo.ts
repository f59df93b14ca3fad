import { createApi } from './create-api.ts'
import { createProgress, type Screen } from './create-progress.ts'
import { dataSets } from './data-sets.ts'
import { describeOutcomes } from './describe-outcomes.ts'
import { nextSteps } from './next-steps.ts'
import { runDataSet, type DataSetOutcome } from './run-data-set.ts'

/**
 * Signs in as the development user and sends the sample data sets through.
 * @returns whether every record is accounted for
 */
export async function runDemo(gatewayUrl: string, screen: Screen): Promise<boolean> {
  const print = (lines: string[]) => screen.write(`${lines.join('\n')}\n`)
  const api = createApi(gatewayUrl)
  await api.login('trader1', 'password123')
  print(['', 'Signed in as trader1. Sending real data through extract, transform, load and validate:', ''])
  const outcomes: DataSetOutcome[] = []
  for (const dataSet of dataSets) {
    print([`  ${dataSet.file}: ${dataSet.about}`])
    outcomes.push(await runDataSet(api, dataSet, createProgress(dataSet.dataset, screen)))
  }
  print(['', ...describeOutcomes(outcomes), '', ...nextSteps(gatewayUrl, outcomes)])
  return outcomes.every(({ faults }) => faults.length === 0)
}
