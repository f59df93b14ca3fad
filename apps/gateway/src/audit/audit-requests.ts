import { problems, type AuditOutcome, type ProblemCode } from '@syndicate/contracts'
import type { FastifyRequest, RouteOptions } from 'fastify'
import type { App } from '../app-type.ts'
import { isChange } from '../auth/admission/refuse-cross-site.ts'
import type { Trail } from './trail.ts'

/** Refused for who asks, or how often: worth an entry whatever was asked for. */
const refusals = new Set<ProblemCode>([
  'csrf-failed',
  'origin-refused',
  'forbidden',
  'too-many-requests',
  'too-many-bytes',
  'too-many-runs',
  'too-many-uploads',
  'too-many-sockets',
  'too-many-messages',
])

/**
 * Writes down what a route says it records (`config.audit`), and every refusal. A route that changes something and does
 * not say what it records keeps the gateway from starting.
 */
export function auditRequests(app: App, trail: Trail): void {
  const routes: RouteOptions[] = []
  app.addHook('onRoute', (route) => void routes.push(route))
  app.addHook('onReady', async () => {
    const changes = routes.filter(({ method }) => [method].flat().some(isChange))
    const silent = changes.filter(({ config }) => !config?.audit).map(({ method, url }) => `${method} ${url}`)
    if (silent.length > 0)
      throw new Error(`These routes do not say what they leave in the audit trail: ${silent.join(', ')}`)
  })

  // Before the answer goes out, for a client that hangs up in the middle of it has had its will all the same.
  app.addHook('onSend', async (request, reply) => {
    if (request.audited) return
    request.audited = true
    const { audit } = request.routeOptions.config
    const code = request.problem
    const event = { code, ...originOf(request), target: request.target ?? namedBy(request.params) }
    if (code && isRefusal(code)) trail.note({ ...event, kind: 'request.refused', outcome: 'refused' })
    else if (audit)
      trail.note({ ...event, kind: audit, outcome: outcomeOf(code ? problems[code].status : reply.statusCode) })
  })
  app.addHook('onClose', () => trail.close())
}

/** Whether it was refused for who asks, or how often. */
export function isRefusal(code: ProblemCode): boolean {
  return refusals.has(code)
}

export type Origin = ReturnType<typeof originOf>

/** Who asked for what, from where and by what. */
export function originOf(request: FastifyRequest) {
  const { principal, method } = request
  const { url } = request.routeOptions
  return {
    userId: principal?.userId ?? null,
    keyId: principal?.via === 'key' ? principal.keyId : null,
    route: url === undefined ? null : `${method} ${url}`,
    address: request.ip,
    agent: request.headers['user-agent'] ?? null,
  }
}

function outcomeOf(status: number): AuditOutcome {
  if (status < 400) return 'done'
  return status < 500 ? 'refused' : 'failed'
}

/** What the address of the route names. */
function namedBy(params: unknown): string | null {
  const { id, dataset, name } = (params ?? {}) as { id?: string; dataset?: string; name?: string }
  return id ?? dataset ?? name ?? null
}
