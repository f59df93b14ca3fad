import { ProblemError } from '@syndicate/contracts'
import { credentialOf, requireRight, requireTopic, watchCredential, type Principal } from '@syndicate/identity'
import type { Peer } from '@syndicate/telemetry'
import type { FastifyBaseLogger } from 'fastify'
import type { Gateway } from '../gateway.ts'

/** What a principal may over a socket, asked with every message. */
export function peerOf(
  principal: Principal,
  { authenticator, catalog, csrf, dependents }: Pick<Gateway, 'authenticator' | 'catalog' | 'csrf' | 'dependents'>,
  log: FastifyBaseLogger,
): Peer {
  return {
    userId: principal.userId,
    username: principal.username,
    requireStart: () => requireRight(principal, 'start'),
    async requireTopic(topic) {
      requireRight(principal, 'read')
      await requireTopic(catalog.runs, principal, topic)
      const runId = /^runs\.(.*)$/.exec(topic)?.[1]
      if (runId && !(await catalog.runs.get(runId))) throw new ProblemError('run-not-found', `There is no run ${runId}`)
    },
    // No browser shows a key by itself.
    proves: (token) => principal.via === 'key' || csrf.verify(token, principal.sid),
    onOver(end) {
      const endings = [
        dependents.add(credentialOf(principal), end),
        watchCredential({
          look: () => authenticator.lookAgain(principal),
          onEnd: end,
          onError: (err) => log.warn({ err }, 'socket trouble'),
        }),
      ]
      return () => endings.forEach((stop) => stop())
    },
  }
}
