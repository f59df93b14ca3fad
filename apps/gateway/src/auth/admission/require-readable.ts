import type { DatasetIn } from '@syndicate/contracts'
import { requireDataset, requireRun, requireTopic, type Principal } from '@syndicate/identity'
import type { FastifyRequest } from 'fastify'
import type { GatewayDeps } from '../../gateway-deps.ts'

/**
 * Holds a request by a key that may read some datasets only to these.
 * @param where the route says which dataset it is about
 * @throws ProblemError forbidden, run-not-found
 */
export async function requireReadable(
  { catalog: { runs }, runs: { pipelines } }: Pick<GatewayDeps, 'catalog' | 'runs'>,
  principal: Principal,
  where: DatasetIn | undefined,
  request: FastifyRequest,
): Promise<void> {
  const params = request.params as Record<string, unknown>
  const query = request.query as Record<string, unknown>
  if (where === 'run') return requireRun(runs, principal, String(params['id']))
  if (where === 'topic') return requireTopic(runs, principal, String(query['topic']))
  if (where === 'pipeline') return requireDataset(principal, pipelines.find(String(params['name']))?.recipe.dataset)
  requireDataset(principal, where === 'path' ? params['dataset'] : where === 'query' ? query['dataset'] : undefined)
}
