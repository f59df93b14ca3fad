import {
  createAcceptedBytes,
  createAuthenticator,
  createCredentialCache,
  createCsrf,
  createDependents,
  createLimiter,
  createMessageQuota,
  createPasswords,
  createRevocation,
  createSessionKeeper,
  createThrottle,
} from '@syndicate/identity'
import { createGatherer, createOpenSockets, createRepeats, createTopicHub } from '@syndicate/telemetry'
import type { FastifyBaseLogger } from 'fastify'
import { acceptFor } from './accept-for.ts'
import type { App } from './app-type.ts'
import { createTrail } from './audit/trail.ts'
import { createBrowserSessions } from './auth/cookies/browser-sessions.ts'
import { createIdentify } from './auth/admission/identify.ts'
import { createKnownDevices } from './auth/cookies/known-devices.ts'
import { createRequestLimits } from './auth/admission/limit-requests.ts'
import { createSessionTokens } from './auth/cookies/tokens.ts'
import type { Gateway, GatewayDeps } from './gateway.ts'
import { createMetrics } from './metrics/metrics.ts'

/** Telemetry that waits to be accepted, over all sockets. */
const maxPendingBytes = 16 * 1024 * 1024

/** Makes the gateway's own parts over those it was given. */
export function createGateway(app: App, deps: GatewayDeps & { log: FastifyBaseLogger }): Gateway {
  const { config, catalog, broker, runs, log } = deps
  const { auth, connectivity, limits } = config.api
  const secrets = [auth.jwtSecret, ...(auth.jwtSecretPrevious === undefined ? [] : [auth.jwtSecretPrevious])] as const
  const tokens = createSessionTokens(app, secrets)
  const csrf = createCsrf(secrets)
  const sessions = createCredentialCache(catalog.sessions)
  const keys = createCredentialCache(catalog.apiKeys)
  const authenticator = createAuthenticator({ sessions, keys, apiKeys: catalog.apiKeys, log })
  const sockets = createOpenSockets(connectivity.ws.maxSockets)
  const dependents = createDependents()
  const revocation = createRevocation({ sessions, keys, dependents, signals: broker.signals, log })
  const keeper = createSessionKeeper({ sessions: catalog.sessions, cache: sessions, revocation, settings: auth })
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
  const gatherer = createGatherer({
    // Gathered records are one a line, whatever form the pipeline expects from others.
    accept: async (batch) => {
      const accepted = await acceptFor({ runs, acceptedBytes }, { ...batch, format: 'ndjson' })
      trail.note({ kind: 'run.start', userId: batch.userId, target: accepted.runId })
      return accepted
    },
    gatherMs: connectivity.ws.gatherMs,
    maxPendingBytes,
  })
  const repeats = createRepeats({
    acknowledged: broker.acknowledged,
    maxPendingBytes,
    onError: (err) => log.debug({ err }, 'repeats are not recognised'),
  })
  // Before sockets are closed, so that what was sent over them is still acknowledged.
  app.addHook('preClose', async () => {
    await repeats.drain()
    await gatherer.drain()
  })
  return {
    ...deps,
    trail,
    acceptedBytes,
    limits: createRequestLimits(limiter, limits),
    messages: createMessageQuota(limits.socketMessagesPerMinute),
    closing: closingOf(app),
    csrf,
    tokens,
    sockets,
    dependents,
    revocation,
    authenticator,
    identify: createIdentify(authenticator, tokens),
    devices: createKnownDevices(app, secrets, auth.cookieSecure),
    throttle: createThrottle(broker.attempts, log),
    passwords: createPasswords(auth),
    sessionKeeper: createBrowserSessions({ keeper, csrf, tokens, secure: auth.cookieSecure }),
    topics: createTopicHub(broker.bus, (err) => log.warn({ err }, 'topic not left')),
    repeats,
    gatherer,
    metrics: createMetrics({ broker, sockets }),
  }
}

function closingOf(app: App): AbortSignal {
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())
  return closing.signal
}
