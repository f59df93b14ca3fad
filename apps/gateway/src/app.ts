import cookie from '@fastify/cookie'
import websocket from '@fastify/websocket'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { silentLog } from '@syndicate/logging'
import Fastify, { type FastifyInstance } from 'fastify'
import type { App } from './app-type.ts'
import { auditRequests } from './audit/audit-requests.ts'
import { authorise } from './auth/admission/authorise.ts'
import { refuseCrossSite } from './auth/admission/refuse-cross-site.ts'
import { cutLastingRequests } from './auth/endings/cut-lasting-requests.ts'
import { endRevokedSessions } from './auth/endings/end-revoked-sessions.ts'
import { queueBoard } from './board/queue-board.ts'
import { createGateway } from './create-gateway.ts'
import type { GatewayDeps } from './gateway-deps.ts'
import { keepNothing } from './http/answers/keep-nothing.ts'
import { noteAnswers } from './http/answers/answer-broken-request.ts'
import { compression } from './http/answers/compression.ts'
import { problemDetails } from './http/answers/problem-details.ts'
import { revalidation } from './http/answers/revalidation.ts'
import { securityHeaders } from './http/answers/security-headers.ts'
import { bodyDeadline } from './http/bodies/body-deadline.ts'
import { roomForWholeBodies } from './http/bodies/whole-bodies.ts'
import { jsonBodies } from './http/bodies/json-bodies.ts'
import { closeBetweenArrivals } from './http/bounds/close-between-arrivals.ts'
import { dropStalledReaders } from './http/bounds/drop-stalled-readers.ts'
import { leavePolitely } from './http/bounds/leave-politely.ts'
import { requestBounds } from './http/bounds/request-bounds.ts'
import { leadBelowBase } from './http/base-path.ts'
import { noteUntrustedProxies } from './http/note-untrusted-proxies.ts'
import { sharedSchemas } from './http/schemas.ts'
import { observeRequests } from './metrics/observe-requests.ts'
import { publishSystemStats } from './metrics/publish-system-stats.ts'
import { createRequestTraces } from './metrics/trace-requests.ts'
import { apiReference } from './reference/api-reference.ts'
import { referencePages } from './reference/reference-pages.ts'
import { alertRoutes } from './routes/alerts/index.ts'
import { auditRoutes } from './routes/audit/index.ts'
import { authRoutes, openAuthRoutes } from './routes/auth/index.ts'
import { etlRoutes } from './routes/etl/index.ts'
import { keyRoutes } from './routes/keys/index.ts'
import { pipelineRoutes } from './routes/pipelines/index.ts'
import { quarantineRoutes } from './routes/quarantine/index.ts'
import { registryRoutes } from './routes/registry/index.ts'
import { runRoutes } from './routes/runs/index.ts'
import { createConsolePages } from './routes/system/console.ts'
import { diagnosisRoute } from './routes/system/diagnosis.ts'
import { systemRoutes } from './routes/system/index.ts'
import { telemetryRoutes } from './routes/telemetry/index.ts'
import { userRoutes } from './routes/users/index.ts'
import { serverOptions } from './server-options.ts'
import { socketOptions } from './ws/socket-options.ts'
import { telemetrySocket } from './ws/telemetry-socket.ts'

/** How long proxies keep a connection that is idle, as docs/proxies.md sets them, in milliseconds. */
const proxyIdleMs = 5_000

/** The gateway over parts that are open already; closing the app leaves those open. */
export async function buildApp(deps: GatewayDeps): Promise<FastifyInstance> {
  const { config, log = silentLog } = deps
  const app: App = Fastify({ ...serverOptions(config), loggerInstance: log }).withTypeProvider<TypeBoxTypeProvider>()
  const gateway = createGateway(app, { ...deps, log })
  const traces = deps.runs.tracing && createRequestTraces(deps.runs.tracing)
  const pages = createConsolePages(gateway)
  const bounds = config.api.limits.request
  const { basePath } = config.api.connectivity

  noteAnswers(app.server)
  // An expectation that is not ours to meet is passed over; Node would answer 417 with nothing in it.
  app.server.on('checkExpectation', (request, reply) => app.server.emit('request', request, reply))

  app.decorateRequest('principal', null)
  app.decorateRequest('target', undefined)
  app.decorateRequest('runId', undefined)
  app.decorateRequest('trace', undefined)
  app.decorateRequest('tracedBy', undefined)
  app.decorateRequest('payload', undefined)
  app.decorateRequest('problem', null)
  app.decorateRequest('audited', false)
  // Before what may refuse a request.
  observeRequests(app, gateway.metrics, traces)
  const { settled } = leavePolitely(app, {
    ...gateway,
    idleMs: Math.min(proxyIdleMs, config.performance.drainSeconds * 1000),
  })
  leadBelowBase(app, basePath)
  auditRequests(app, gateway.trail)
  problemDetails(app, pages.unknownPage)
  requestBounds(app, bounds)
  const untrustedProxies = noteUntrustedProxies(app)
  jsonBodies(app)
  sharedSchemas(app)
  await app.register(cookie)
  keepNothing(app)
  await securityHeaders(app)
  // Before compression: who has an answer already is not sent it in any form.
  revalidation(app)
  await compression(app)
  await apiReference(app, basePath)
  await app.register(websocket, socketOptions(config.api.connectivity.ws.maxPayloadBytes))
  refuseCrossSite(app)
  authorise(app, gateway)
  if (traces) app.addHook('onRequest', async (request) => traces.begin(request))
  cutLastingRequests(app, gateway)
  roomForWholeBodies(app, gateway.bodyRoom)
  bodyDeadline(app, bounds.bodySeconds * 1000)
  dropStalledReaders(app, bounds.stalledSeconds * 1000)
  publishSystemStats(app, gateway)
  endRevokedSessions(app, gateway)

  await app.register(async function open(scope: App) {
    await systemRoutes(scope, gateway, pages)
    referencePages(scope, config.api.connectivity)
    openAuthRoutes(scope, gateway)
  })

  await app.register(async function sockets(scope: App) {
    telemetrySocket(scope, gateway)
  })

  await app.register(async function authenticated(scope: App) {
    authRoutes(scope, gateway)
    userRoutes(scope, gateway)
    keyRoutes(scope, gateway)
    await etlRoutes(scope, gateway)
    runRoutes(scope, gateway)
    await quarantineRoutes(scope, gateway)
    registryRoutes(scope, gateway)
    await pipelineRoutes(scope, gateway)
    telemetryRoutes(scope, gateway)
    alertRoutes(scope, gateway)
    auditRoutes(scope, gateway)
    diagnosisRoute(scope, gateway, untrustedProxies)
  })

  await queueBoard(app, gateway)
  closeBetweenArrivals(app, settled)
  return app as unknown as FastifyInstance
}
