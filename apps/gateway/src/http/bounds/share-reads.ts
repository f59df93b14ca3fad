import { ProblemError } from '@syndicate/contracts'
import { createPlaces } from '@syndicate/timing'
import type { FastifyRequest } from 'fastify'
import { principalOf } from '../../auth/principal.ts'

/** How long what a caller asks may wait for its turn, in milliseconds. */
const waitMs = 5_000

/** Asks the database widely on behalf of whoever made the request, when it is their turn. Rejects with overloaded. */
export type Reads = <T>(request: Pick<FastifyRequest, 'principal'>, read: () => Promise<T>) => Promise<T>

/**
 * Turns at the connections for what callers ask widely, fair by user: one who asks much keeps nobody else waiting.
 * @param connections how many there are
 */
export function shareReads(connections: number): Reads {
  const places = createPlaces({
    most: connections,
    mostEach: Math.max(1, Math.floor(connections / 2)),
    waitMs,
    refuse: () =>
      new ProblemError('overloaded', 'Much is being looked up at the moment; ask again soon', { retryAfterSeconds: 5 }),
  })
  return (request, read) => places.use(principalOf(request).userId, read)
}
