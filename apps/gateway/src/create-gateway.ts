import { ProblemError } from '@syndicate/contracts'
import { createAcceptedBytes, createLimiter, createMessageQuota } from '@syndicate/identity'
import type { RunRequest } from '@syndicate/runs'
import type { Sender } from '@syndicate/telemetry'
import type { FastifyBaseLogger } from 'fastify'
import { acceptFor } from './accept-for.ts'
import type { App } from './app-type.ts'
import { createTrail } from './audit/trail.ts'
import { createRequestLimits } from './auth/admission/limit-requests.ts'
import { createAuth } from './auth/create-auth.ts'
import { createCsvWriter } from './csv/create-csv-writer.ts'
import type { GatewayDeps } from './gateway-deps.ts'
import type { Gateway } from './gateway.ts'
import { shareChecks, shareReads, shareRechecks, shareSearches, shareTrials } from './http/bounds/share-turns.ts'
import { createBodyRoom } from './http/bodies/body-room.ts'
import { createMetrics } from './metrics/metrics.ts'
import { createTelemetry } from './ws/create-telemetry.ts'

/** Makes the gateway's own parts over those it was given. */
export function createGateway(app: App, deps: GatewayDeps & { log: FastifyBaseLogger }): Gateway {
  const { config, catalog, broker, runs, log } = deps
  const { limits } = config.api
  const trail = createTrail({
    audit: catalog.audit,
    onError: (err) => log.warn({ err }, 'audit entries wait'),
    onLost: (count) => log.error({ count }, 'audit entries lost'),
  })
  const acceptedBytes = createAcceptedBytes({
    counts: catalog.acceptedBytes,
    perDay: limits.acceptedBytesPerDay,
    onError: (err) => log.warn({ err }, 'accepted bytes not added up'),
  })
  app.addHook('onClose', () => acceptedBytes.close())
  const csv = createCsvWriter()
  app.addHook('onClose', () => csv.close())
  const limiter = createLimiter({
    rates: broker.rates,
    gateways: limits.gateways,
    onChange: (away) => log.warn(away ? 'requests are counted without Redis' : 'requests are counted in Redis again'),
  })
  const telemetry = createTelemetry(app, { config, broker, accept: acceptGathered, log })

  async function acceptGathered(request: RunRequest, from: Sender) {
    const accepted = await acceptFor({ runs, acceptedBytes }, request)
    trail.note({ kind: 'run.start', ...from, target: accepted.runId })
    return accepted
  }

  const auth = createAuth(app, deps)
  const closing = closingOf(app)

  return {
    ...deps,
    ...auth,
    ...telemetry,
    trail,
    acceptedBytes,
    csv,
    bodyRoom: createBodyRoom(limits.uploads, limits.request.stalledSeconds * 1000),
    limits: createRequestLimits(limiter, limits, { session: auth.userShown, device: auth.devices.accountOf }),
    reads: shareReads(catalog.wideConnections),
    trials: shareTrials(),
    checks: shareChecks(),
    rechecks: shareRechecks(),
    searches: shareSearches(),
    messages: createMessageQuota(limits.socketMessagesPerMinute),
    leaving: deps.draining ? AbortSignal.any([deps.draining, closing]) : closing,
    closing,
    metrics: createMetrics({ broker, catalog, pipelines: runs.pipelines, sockets: telemetry.sockets }),
  }
}

function closingOf(app: App): AbortSignal {
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort(new ProblemError('unavailable', 'This gateway is stopping')))
  return closing.signal
}
