import { ProblemError } from '@syndicate/contracts'
import { isTokenOf } from '@syndicate/metrics'
import type { FastifyRequest } from 'fastify'
import { bearerOf } from './bearer-of.ts'

/**
 * Lets whoever watches over the service in. It is a token of the configuration and no API key, so that figures are there when
 * PostgreSQL is not.
 * @throws ProblemError forbidden where there is no token, not-authenticated, invalid-key
 */
export function requireMetricsToken(token: string | undefined, request: FastifyRequest): void {
  if (token === undefined) throw new ProblemError('forbidden', 'Set METRICS_TOKEN to open this')
  const given = bearerOf(request)
  if (given === undefined) throw new ProblemError('not-authenticated', 'This takes the token of METRICS_TOKEN')
  if (!isTokenOf(token, given)) throw new ProblemError('invalid-key')
}
