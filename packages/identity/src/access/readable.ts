import type { Catalog } from '@syndicate/catalog'
import { ProblemError, type Topic } from '@syndicate/contracts'
import type { Principal } from './principal.ts'
import { readableDatasets } from './rights.ts'

type Runs = Pick<Catalog['runs'], 'get'>

/** Holds a key that may read some datasets only to these. @throws ProblemError forbidden */
export function requireDataset(principal: Principal, dataset: unknown): void {
  const datasets = readableDatasets(principal)
  if (datasets && (typeof dataset !== 'string' || !datasets.has(dataset))) throw refusal(datasets)
}

/** The same for a run. One over another dataset is not there at all, for whoever must not know of it. @throws ProblemError run-not-found */
export async function requireRun(runs: Runs, principal: Principal, id: string): Promise<void> {
  const datasets = readableDatasets(principal)
  if (!datasets) return
  const run = await runs.get(id)
  if (!run || !datasets.has(run.dataset)) throw new ProblemError('run-not-found', `There is no run ${id}`)
}

/** The same for a topic; those that are about no dataset are refused. @throws ProblemError forbidden, run-not-found */
export async function requireTopic(runs: Runs, principal: Principal, topic: Topic): Promise<void> {
  const [, kind, name] = /^(runs|datasets)\.(.*)$/.exec(topic) ?? []
  if (kind === 'runs') return requireRun(runs, principal, name!)
  requireDataset(principal, name)
}

function refusal(datasets: ReadonlySet<string>): ProblemError {
  return new ProblemError('forbidden', `This key reads ${[...datasets].join(', ')} and nothing else`)
}
