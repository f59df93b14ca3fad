import type { Run } from '@syndicate/contracts'
import { listRuns } from '../../data/runs.ts'

const most = 20

/** The newest runs of a pipeline whose inputs are kept. */
export async function runsToTry(pipeline: string, signal: AbortSignal): Promise<Run[]> {
  const { runs } = await listRuns({ pipeline }, { limit: most }, signal)
  return runs.filter(({ inputKept }) => inputKept)
}
