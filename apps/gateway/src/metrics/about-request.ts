import { isId } from '@syndicate/contracts'
import type { FastifyRequest } from 'fastify'

/** What each line of a request's log says of it, as far as it is known by then. */
export function aboutRequest(request: FastifyRequest) {
  return { address: request.ip, runId: request.runId ?? runNamedBy(request), traceId: request.trace?.traceId }
}

/** The run that the address of its route names. */
function runNamedBy({ routeOptions, params }: FastifyRequest): string | undefined {
  const { id } = (params ?? {}) as { id?: string }
  return id !== undefined && isId(id) && routeOptions.url?.startsWith('/api/runs/:id') ? id : undefined
}
