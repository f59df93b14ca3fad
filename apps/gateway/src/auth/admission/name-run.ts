import type { Catalog } from '@syndicate/catalog'
import { idsBeginning, ProblemError } from '@syndicate/contracts'
import type { Datasets } from '@syndicate/identity'
import type { FastifyRequest } from 'fastify'

/** So many of those that are meant, maybe, are told. */
const mostTold = 10

/**
 * Puts the whole id of a run into a request that names it by how it begins, so that all behind sees only that: what is held to
 * datasets, the trail and the route itself. An id that is whole costs nothing.
 * @throws ProblemError run-ambiguous
 */
export async function nameRun(
  runs: Pick<Catalog['runs'], 'between'>,
  datasets: Datasets,
  request: FastifyRequest,
): Promise<void> {
  const params = request.params as { id: string }
  const range = idsBeginning(params.id)
  if (!range) return
  const found = await runs.between(range, { datasets: datasets && [...datasets], limit: mostTold + 1 })
  if (found.length > 1) {
    const count = found.length > mostTold ? `At least ${found.length}` : found.length
    throw new ProblemError('run-ambiguous', `${count} runs begin with ${params.id}`, {
      errors: found
        .slice(0, mostTold)
        .map(({ id, state, pipeline }) => ({ path: '/params/id', message: `${id} (${pipeline}, ${state})` })),
    })
  }
  if (found[0]) params.id = found[0].id
}
