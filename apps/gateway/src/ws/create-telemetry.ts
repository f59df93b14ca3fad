import type { Acceptance } from '@syndicate/catalog'
import type { RunRequest } from '@syndicate/runs'
import {
  createGatherer,
  createOpenSockets,
  createRepeats,
  createTopicHub,
  createWaitingBytes,
  type Sender,
} from '@syndicate/telemetry'
import type { FastifyBaseLogger } from 'fastify'
import type { App } from '../app-type.ts'
import type { GatewayDeps } from '../gateway-deps.ts'

/** Telemetry that waits to be accepted, over all sockets. */
const maxPendingBytes = 16 * 1024 * 1024
/** Messages that came and were not read yet: of all users, and of one. */
const waitingBytes = { most: 32 * 1024 * 1024, mostOfUser: 8 * 1024 * 1024 }

export type Telemetry = ReturnType<typeof createTelemetry>

export interface TelemetryDeps extends Pick<GatewayDeps, 'config' | 'broker'> {
  /** Takes a run in for whoever sent its records. */
  accept: (request: RunRequest, from: Sender) => Promise<Acceptance>
  log: FastifyBaseLogger
}

/** What sockets work with; ended before they are closed, so that what was sent over them is still acknowledged. */
export function createTelemetry(app: App, { config, broker, accept, log }: TelemetryDeps) {
  const { gatherMs, maxSockets, maxPayloadBytes } = config.api.connectivity.ws
  const { socketsPerUser, gateways } = config.api.limits
  const gatherer = createGatherer({
    // Gathered records are one a line, whatever form the pipeline expects from others.
    accept: ({ recipe, from, body }) => accept({ recipe, userId: from.userId, body, format: 'ndjson' }, from),
    gatherMs,
    maxPendingBytes,
  })
  const repeats = createRepeats({
    acknowledged: broker.acknowledged,
    maxPendingBytes,
    onError: (err) => log.debug({ err }, 'repeats are not recognised'),
  })
  const sockets = createOpenSockets({
    places: broker.places,
    maxSockets,
    perUser: socketsPerUser,
    gateways,
    onError: (err) => log.debug({ err }, 'sockets are counted without Redis'),
  })
  app.addHook('onClose', async () => sockets.close())
  app.addHook('preClose', async () => {
    await repeats.drain()
    await gatherer.drain()
  })
  return {
    sockets,
    /** There is room for a few of the largest messages at least. */
    waiting: createWaitingBytes({
      most: Math.max(waitingBytes.most, maxPayloadBytes * 8),
      mostOfUser: Math.max(waitingBytes.mostOfUser, maxPayloadBytes * 2),
    }),
    topics: createTopicHub(broker.bus, (err) => log.warn({ err }, 'topic not left')),
    gatherer,
    /** Lets a message that is sent again be taken once. */
    repeats,
  }
}
