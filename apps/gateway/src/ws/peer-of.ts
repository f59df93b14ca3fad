import { ProblemError } from '@syndicate/contracts'
import { datasetsOf, onOver, requireRight, requireTopic, type Principal } from '@syndicate/identity'
import type { Peer } from '@syndicate/telemetry'
import type { FastifyBaseLogger } from 'fastify'
import type { Origin } from '../audit/audit-requests.ts'
import type { Gateway } from '../gateway.ts'

/** What a principal may over a socket, asked with every message. */
export function peerOf(principal: Principal, origin: Origin, gateway: Gateway, log: FastifyBaseLogger): Peer {
  const { catalog, csrf, runs } = gateway
  return {
    userId: principal.userId,
    username: principal.username,
    sender: { ...origin, userId: principal.userId },
    requireStart: () => requireRight(principal, 'start'),
    async requireTopic(topic) {
      requireRight(principal, 'read')
      await requireTopic(catalog.runs, runs.pipelines.datasetOf, datasetsOf(principal, 'read'), topic)
      const runId = /^runs\.(.*)$/.exec(topic)?.[1]
      if (runId && !(await catalog.runs.get(runId))) throw new ProblemError('run-not-found', `There is no run ${runId}`)
    },
    // No browser shows a key by itself.
    proves: (token) => principal.via === 'key' || csrf.verify(token, principal.sid),
    onOver: (end) => onOver(gateway, principal, end, (err) => log.warn({ err }, 'socket trouble')),
  }
}
