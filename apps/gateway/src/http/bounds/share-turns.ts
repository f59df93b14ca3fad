import { ProblemError } from '@syndicate/contracts'
import { createPlaces } from '@syndicate/timing'
import type { FastifyRequest } from 'fastify'
import { principalOf } from '../../auth/principal.ts'

/** How long what a caller asks may wait for its turn, in milliseconds. */
const waitMs = 5_000
/** The same where a thread does it: the first has to wait until that thread is there, and others behind it. */
const threadWaitMs = 30_000
/** Requests that hold and try records at a time; each may have 16 MiB of them. */
const mostTrials = 2
/**
 * Requests whose pipelines are checked at a time, by one thread. Each has up to 5 MiB of them from when its body came, before
 * its turn: this bounds what is copied to the thread, to 40 MiB.
 */
const mostChecks = 8
/** Requests that go through earlier inputs at a time, however long that takes. */
const mostRechecks = 2

/** Requests that look through records of datasets at a time. */
const mostSearches = 2

/** Does what is costly on behalf of whoever made the request, when it is their turn. Rejects with overloaded. */
export type Turns = <T>(request: Pick<FastifyRequest, 'principal'>, work: () => Promise<T>) => Promise<T>

/**
 * Turns at the connections for what callers ask widely, fair by user: one who asks much keeps nobody else waiting.
 * @param connections how many there are
 */
export function shareReads(connections: number): Turns {
  const places = createPlaces({
    most: connections,
    mostEach: Math.max(1, Math.floor(connections / 2)),
    waitMs,
    refuse: () =>
      new ProblemError('overloaded', 'Much is being looked up at the moment; ask again soon', { retryAfterSeconds: 5 }),
  })
  return (request, work) => places.use(principalOf(request).userId, work)
}

/** Turns at trying records, such as refused ones, one at a time for each user. */
export function shareTrials(): Turns {
  return shareAmongUsers({ most: mostTrials, mostEach: 1, waitMs: threadWaitMs })
}

/** Turns at checking pipelines, two at a time for each user. */
export function shareChecks(): Turns {
  return shareAmongUsers({ most: mostChecks, mostEach: 2, waitMs: threadWaitMs })
}

/** Turns at going through earlier inputs, one at a time for each user. */
export function shareRechecks(): Turns {
  return shareAmongUsers({ most: mostRechecks, mostEach: 1, waitMs })
}

/** Turns at looking through records of datasets, one at a time for each user. */
export function shareSearches(): Turns {
  return shareAmongUsers({ most: mostSearches, mostEach: 1, waitMs: threadWaitMs })
}

function shareAmongUsers(options: { most: number; mostEach: number; waitMs: number }): Turns {
  const places = createPlaces({
    ...options,
    refuse: () => new ProblemError('overloaded', 'Others are at it; ask again soon', { retryAfterSeconds: 5 }),
  })
  return (request, work) => places.use(principalOf(request).userId, work)
}
