import type { FastifyBaseLogger } from 'fastify'
import { acceptFor } from './accept-for.ts'
import type { App } from './app-type.ts'
import { createTrail } from './audit/trail.ts'
import { createCsrf } from './auth/csrf.ts'
import { createPasswords } from './auth/passwords.ts'
import { createSessionCache } from './auth/session-cache.ts'
import { createSessionKeeper } from './auth/session-keeper.ts'
import type { Gateway, GatewayDeps } from './gateway.ts'
import { createAcceptedBytes } from './limits/accepted-bytes.ts'
import { createRequestLimits } from './limits/limit-requests.ts'
import { createLimiter } from './limits/limiter.ts'
import { createMessageQuota } from './limits/message-quota.ts'
import { createMetrics } from './metrics/metrics.ts'
import { createGatherer } from './ws/gatherer.ts'
import { createOpenSockets } from './ws/open-sockets.ts'
import { createTopicHub } from './ws/topic-hub.ts'

/** Telemetry that waits to be accepted, over all sockets. */
const maxPendingBytes = 16 * 1024 * 1024

/** Makes the gateway's own parts over those it was given. */
export function createGateway(app: App, deps: GatewayDeps & { log: FastifyBaseLogger }): Gateway {
  const { config, catalog, broker, runs, log } = deps
  const { auth, connectivity, limits } = config.api
  const csrf = createCsrf(auth.jwtSecret)
  const sessions = createSessionCache(catalog.sessions)
  const sockets = createOpenSockets(connectivity.ws.maxSockets)
  const trail = createTrail({
    audit: catalog.audit,
    onError: (err) => log.warn({ err }, 'audit entries wait'),
    onDropped: (count) => log.error({ count }, 'audit entries lost'),
  })
  const acceptedBytes = createAcceptedBytes({
    counts: catalog.acceptedBytes,
    perDay: limits.acceptedBytesPerDay,
    onError: (err) => log.warn({ err }, 'accepted bytes not added up'),
  })
  const limiter = createLimiter({
    rates: broker.rates,
    gateways: limits.gateways,
    onChange: (away) => log.warn(away ? 'requests are counted without Redis' : 'requests are counted in Redis again'),
  })
  app.addHook('onClose', () => acceptedBytes.close())
  return {
    ...deps,
    trail,
    acceptedBytes,
    limits: createRequestLimits(limiter, limits),
    messages: createMessageQuota(limits.socketMessagesPerMinute),
    closing: closingOf(app),
    csrf,
    sessions,
    sockets,
    passwords: createPasswords(auth),
    sessionKeeper: createSessionKeeper({
      sessions: catalog.sessions,
      signals: broker.signals,
      cache: sessions,
      csrf,
      sign: (claims) => app.jwt.sign(claims),
      log,
      settings: auth,
    }),
    topics: createTopicHub(broker.bus, (err) => log.warn({ err }, 'topic not left')),
    gatherer: createGatherer({
      // Gathered records are one a line, whatever form the pipeline expects from others.
      accept: async (batch) => {
        const accepted = await acceptFor({ runs, acceptedBytes }, { ...batch, format: 'ndjson' })
        trail.note({ kind: 'run.start', userId: batch.userId, target: accepted.runId })
        return accepted
      },
      gatherMs: connectivity.ws.gatherMs,
      maxPendingBytes,
    }),
    metrics: createMetrics({ broker, sockets }),
  }
}

function closingOf(app: App): AbortSignal {
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())
  return closing.signal
}
