import { alertRoutes } from './alerts.ts'
import { auditRoutes } from './audit.ts'
import { authRoutes } from './auth.ts'
import { etlRoutes } from './etl.ts'
import { keyRoutes } from './keys.ts'
import { pipelineRoutes } from './pipelines.ts'
import { quarantineRoutes } from './quarantine.ts'
import { registryRoutes } from './registry.ts'
import { runRoutes } from './runs.ts'
import { systemRoutes } from './system.ts'
import { telemetryRoutes } from './telemetry.ts'
import { userRoutes } from './users.ts'

/**
 * Every route of the HTTP API. The gateway binds handlers to it, the API reference is made of it, and whoever calls has
 * the types of questions and answers from it.
 */
export const routes = {
  ...authRoutes,
  ...userRoutes,
  ...keyRoutes,
  ...etlRoutes,
  ...runRoutes,
  ...quarantineRoutes,
  ...registryRoutes,
  ...pipelineRoutes,
  ...telemetryRoutes,
  ...alertRoutes,
  ...auditRoutes,
  ...systemRoutes,
}

/** A route as everybody calls it, such as `GET /api/runs/:id`. */
export type RouteName = keyof typeof routes
