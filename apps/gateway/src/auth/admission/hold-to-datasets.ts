import type { DatasetIn } from '@syndicate/contracts'
import { requireDataset, requireRun, requireTopic, type Datasets } from '@syndicate/identity'
import type { FastifyRequest } from 'fastify'
import type { GatewayDeps } from '../../gateway-deps.ts'

/**
 * Holds a request by a key that is confined to some datasets to these.
 * @param where the route says which dataset it is about; `selection`: what is selected is held to them where it is looked for
 * @throws ProblemError forbidden, run-not-found
 */
export async function holdToDatasets(
  { catalog: { runs }, runs: { pipelines } }: Pick<GatewayDeps, 'catalog' | 'runs'>,
  datasets: Datasets,
  where: DatasetIn | undefined,
  request: FastifyRequest,
): Promise<void> {
  const params = request.params as Record<string, unknown>
  const query = request.query as Record<string, unknown>
  if (where === 'selection') return
  if (where === 'run') return requireRun(runs, datasets, String(params['id']))
  if (where === 'topic') return requireTopic(runs, pipelines.datasetOf, datasets, String(query['topic']))
  if (where === 'pipeline') return requireDataset(datasets, pipelines.datasetOf(String(params['name'])))
  requireDataset(datasets, where === 'path' ? params['dataset'] : where === 'query' ? query['dataset'] : undefined)
}
