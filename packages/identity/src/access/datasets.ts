import type { Catalog } from '@syndicate/catalog'
import { ProblemError, type Right, type Topic } from '@syndicate/contracts'
import type { Principal } from './principal.ts'

type Runs = Pick<Catalog['runs'], 'get'>

/** Names of datasets somebody is confined to; null: to none. */
export type Datasets = ReadonlySet<string> | null

/** The datasets a key is confined to in what it does by a right: those it names to read. One that names none may operate on all. */
export function datasetsOf(principal: Principal, right: Right): Datasets {
  if (principal.via === 'session' || principal.scopes.includes('read')) return null
  const named = new Set(
    principal.scopes.flatMap((scope) => (scope.startsWith('read:') ? [scope.slice('read:'.length)] : [])),
  )
  if (right === 'read') return named
  return right === 'operate' && named.size > 0 ? named : null
}

/** Holds whoever is confined to some datasets to these. @throws ProblemError forbidden */
export function requireDataset(datasets: Datasets, dataset: unknown): void {
  if (datasets && (typeof dataset !== 'string' || !datasets.has(dataset))) throw refusal(datasets)
}

/** The same for a run. One over another dataset is not there at all, for whoever must not know of it. @throws ProblemError run-not-found */
export async function requireRun(runs: Runs, datasets: Datasets, id: string): Promise<void> {
  if (!datasets) return
  const run = await runs.get(id)
  if (!run || !datasets.has(run.dataset)) throw new ProblemError('run-not-found', `There is no run ${id}`)
}

/**
 * The same for a topic; those that are about no dataset are refused, and so are pipelines that are not there.
 * @param datasetOf where a pipeline writes, as it counts now
 * @throws ProblemError forbidden, run-not-found
 */
export async function requireTopic(
  runs: Runs,
  datasetOf: (pipeline: string) => string | undefined,
  datasets: Datasets,
  topic: Topic,
): Promise<void> {
  const [, kind, name] = /^(runs|datasets|pipelines)\.(.*)$/.exec(topic) ?? []
  if (kind === 'runs') return requireRun(runs, datasets, name!)
  requireDataset(datasets, kind === 'pipelines' ? datasetOf(name!) : name)
}

function refusal(datasets: ReadonlySet<string>): ProblemError {
  return new ProblemError('forbidden', `This key is for ${[...datasets].join(', ')} and nothing else`)
}
