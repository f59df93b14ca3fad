import type { PipelineAtVersion } from '@syndicate/contracts'
import { datasetsOf, requireDataset } from '@syndicate/identity'
import type { FastifyRequest } from 'fastify'
import { principalOf } from '../../auth/principal.ts'

/**
 * Holds a key that reads some datasets to versions that write there: an earlier one may have written elsewhere, and its
 * fixtures hold records. @throws ProblemError forbidden
 */
export function requireShown(
  request: Pick<FastifyRequest, 'principal'>,
  { name, definition }: PipelineAtVersion,
): void {
  requireDataset(datasetsOf(principalOf(request), 'read'), definition.dataset ?? name)
}
