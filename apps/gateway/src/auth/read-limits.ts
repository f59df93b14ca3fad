import type { Catalog } from '@syndicate/catalog'
import { ProblemError, type Topic } from '@syndicate/contracts'
import type { FastifyRequest } from 'fastify'
import { readableDatasets, type DatasetIn } from './access.ts'
import type { Principal } from './principal.ts'

type Runs = Pick<Catalog['runs'], 'get'>

/**
 * Holds a request by a key that may read some datasets only to these.
 * @param where the route says which dataset it is about
 * @throws ProblemError forbidden, run-not-found
 */
export async function requireReadable(
  runs: Runs,
  principal: Principal,
  where: DatasetIn | undefined,
  request: FastifyRequest,
): Promise<void> {
  const datasets = readableDatasets(principal)
  if (!datasets) return
  const params = request.params as Record<string, unknown>
  const query = request.query as Record<string, unknown>
  if (where === 'run') return requireRun(runs, datasets, String(params['id']))
  if (where === 'topic') return requireTopic(runs, principal, String(query['topic']))
  const dataset = where === 'path' ? params['dataset'] : where === 'query' ? query['dataset'] : undefined
  if (typeof dataset !== 'string' || !datasets.has(dataset)) throw refusal(datasets)
}

/** The same for a topic. @throws ProblemError forbidden, run-not-found */
export async function requireTopic(runs: Runs, principal: Principal, topic: Topic): Promise<void> {
  const datasets = readableDatasets(principal)
  if (!datasets) return
  const [, kind, name = ''] = /^(runs|datasets)\.(.*)$/.exec(topic) ?? []
  if (kind === 'runs') return requireRun(runs, datasets, name)
  if (kind !== 'datasets' || !datasets.has(name)) throw refusal(datasets)
}

/** A run over another dataset is not there at all, for whoever must not know of it. */
async function requireRun(runs: Runs, datasets: ReadonlySet<string>, id: string): Promise<void> {
  const run = await runs.get(id)
  if (!run || !datasets.has(run.dataset)) throw new ProblemError('run-not-found', `There is no run ${id}`)
}

function refusal(datasets: ReadonlySet<string>): ProblemError {
  return new ProblemError('forbidden', `This key reads ${[...datasets].join(', ')} and nothing else`)
}
