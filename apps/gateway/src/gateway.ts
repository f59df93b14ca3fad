import type { Broker } from '@syndicate/broker'
import type { Catalog } from '@syndicate/catalog'
import type { Config } from '@syndicate/config'
import type {
  AcceptedBytes,
  Authenticator,
  Csrf,
  Dependents,
  MessageQuota,
  Passwords,
  Revocation,
  Throttle,
} from '@syndicate/identity'
import type { RunContext } from '@syndicate/runs'
import type { Gatherer, OpenSockets, Repeats, TopicHub } from '@syndicate/telemetry'
import type { FastifyBaseLogger } from 'fastify'
import type { Trail } from './audit/trail.ts'
import type { BrowserSessions } from './auth/cookies/browser-sessions.ts'
import type { Identify } from './auth/admission/identify.ts'
import type { KnownDevices } from './auth/cookies/known-devices.ts'
import type { RequestLimits } from './auth/admission/limit-requests.ts'
import type { SessionTokens } from './auth/cookies/tokens.ts'
import type { Metrics } from './metrics/metrics.ts'

/** What the gateway is given: opened by `main`, closed by `main`. */
export interface GatewayDeps {
  config: Config
  catalog: Catalog
  broker: Broker
  runs: RunContext
  log?: FastifyBaseLogger
  /** Where the built console is, if anywhere. */
  consoleDir?: string
}

/** What routes and sockets work with: what was given, and the gateway's own parts. */
export interface Gateway extends GatewayDeps {
  log: FastifyBaseLogger
  /** Aborted when the gateway begins to close: whoever is kept waiting is answered now. */
  closing: AbortSignal
  passwords: Passwords
  csrf: Csrf
  authenticator: Authenticator
  identify: Identify
  devices: KnownDevices
  throttle: Throttle
  dependents: Dependents
  revocation: Revocation
  tokens: SessionTokens
  sessionKeeper: BrowserSessions
  topics: TopicHub
  gatherer: Gatherer
  /** Lets a message that is sent again be taken once. */
  repeats: Repeats
  sockets: OpenSockets
  metrics: Metrics
  limits: RequestLimits
  acceptedBytes: AcceptedBytes
  messages: MessageQuota
  /** The audit trail. */
  trail: Trail
}
