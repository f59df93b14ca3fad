import type { AcceptedBytes, MessageQuota } from '@syndicate/identity'
import type { FastifyBaseLogger } from 'fastify'
import type { Trail } from './audit/trail.ts'
import type { RequestLimits } from './auth/admission/limit-requests.ts'
import type { Auth } from './auth/create-auth.ts'
import type { GatewayDeps } from './gateway-deps.ts'
import type { CsvWriter } from './csv/create-csv-writer.ts'
import type { Turns } from './http/bounds/share-turns.ts'
import type { BodyRoom } from './http/bodies/body-room.ts'
import type { Metrics } from './metrics/metrics.ts'
import type { Telemetry } from './ws/create-telemetry.ts'

/** What routes and sockets work with: what was given, and the gateway's own parts. */
export interface Gateway extends GatewayDeps, Auth, Telemetry {
  log: FastifyBaseLogger
  /** Aborted when the gateway begins to drain, or to close without: it serves all, and is to be given no more. */
  leaving: AbortSignal
  /** Aborted when the gateway begins to close: whoever is kept waiting is answered now. */
  closing: AbortSignal
  metrics: Metrics
  csv: CsvWriter
  limits: RequestLimits
  acceptedBytes: AcceptedBytes
  /** For bodies under way. */
  bodyRoom: BodyRoom
  messages: MessageQuota
  /** Takes turns at what callers ask of the database widely. */
  reads: Turns
  /** Takes turns at trying records that are kept nowhere. */
  trials: Turns
  /** Takes turns at checking pipelines. */
  checks: Turns
  rechecks: Turns
  /** Takes turns at looking through records of datasets. */
  searches: Turns
  /** The audit trail. */
  trail: Trail
}
