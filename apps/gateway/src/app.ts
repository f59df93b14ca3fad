import cookie from '@fastify/cookie'
import websocket from '@fastify/websocket'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyInstance } from 'fastify'
import type { App } from './app-type.ts'
import { authenticate } from './auth/authenticate.ts'
import { refuseCrossSite, requireCsrfToken } from './auth/refuse-forgery.ts'
import { sessionTokens } from './auth/session-token.ts'
import { createGateway } from './create-gateway.ts'
import type { GatewayDeps } from './gateway.ts'
import { apiReference } from './http/api-reference.ts'
import { bodyDeadline } from './http/body-deadline.ts'
import { compression } from './http/compression.ts'
import { observeRequests } from './http/observe-requests.ts'
import { problemDetails } from './http/problem-details.ts'
import { sharedSchemas } from './http/schemas.ts'
import { securityHeaders } from './http/security-headers.ts'
import { silentLog } from './http/silent-log.ts'
import { publishSystemStats } from './publish-system-stats.ts'
import { authRoutes, openAuthRoutes } from './routes/auth/index.ts'
import { etlRoutes } from './routes/etl/index.ts'
import { pipelineRoutes } from './routes/pipelines/index.ts'
import { quarantineRoutes } from './routes/quarantine/index.ts'
import { registryRoutes } from './routes/registry/index.ts'
import { runRoutes } from './routes/runs/index.ts'
import { systemRoutes } from './routes/system/index.ts'
import { telemetryRoutes } from './routes/telemetry/index.ts'
import { serverOptions } from './server-options.ts'
import { endRevokedSessions } from './ws/end-revoked-sessions.ts'
import { socketOptions } from './ws/socket-options.ts'
import { telemetrySocket } from './ws/telemetry-socket.ts'

/** The gateway over parts that are open already; closing the app leaves those open. */
export async function buildApp(deps: GatewayDeps): Promise<FastifyInstance> {
  const { config, log = silentLog } = deps
  const app: App = Fastify({ ...serverOptions(config), loggerInstance: log }).withTypeProvider<TypeBoxTypeProvider>()
  const gateway = createGateway(app, { ...deps, log })

  app.decorateRequest('principal', null)
  problemDetails(app)
  sharedSchemas(app)
  await app.register(cookie)
  await sessionTokens(app, config.api.auth.jwtSecret)
  await securityHeaders(app)
  await compression(app)
  await apiReference(app)
  await app.register(websocket, socketOptions(config.api.connectivity.ws.maxPayloadBytes))
  observeRequests(app, gateway.metrics)
  refuseCrossSite(app)
  bodyDeadline(app)
  publishSystemStats(app, gateway)
  endRevokedSessions(app, gateway)

  await app.register(async function open(scope: App) {
    systemRoutes(scope, gateway)
    openAuthRoutes(scope, gateway)
    telemetrySocket(scope, gateway)
  })

  await app.register(async function authenticated(scope: App) {
    authenticate(scope, gateway.sessions)
    requireCsrfToken(scope, gateway.csrf)
    authRoutes(scope, gateway)
    await etlRoutes(scope, gateway)
    runRoutes(scope, gateway)
    quarantineRoutes(scope, gateway)
    registryRoutes(scope, gateway)
    pipelineRoutes(scope, gateway)
    telemetryRoutes(scope, gateway)
  })

  return app as unknown as FastifyInstance
}
