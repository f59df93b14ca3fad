import { ProblemError } from '@syndicate/contracts'
import type { FastifyRequest } from 'fastify'
import type { App } from '../app-type.ts'
import type { RequestLimits } from '../limits/limit-requests.ts'
import { sessionCookie } from './cookies.ts'
import { roleReaches, type Principal } from './principal.ts'
import type { SessionCache } from './session-cache.ts'
import { readSessionToken } from './session-token.ts'

const readingMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

export function isChange(method: string): boolean {
  return !readingMethods.has(method)
}

/**
 * Who a request comes from, by its session cookie and the catalog.
 * @throws ProblemError not-authenticated
 */
export async function identify(app: App, cache: SessionCache, request: FastifyRequest): Promise<Principal> {
  const claims = readSessionToken(app, request.cookies[sessionCookie])
  const session = await cache.find(claims.sid)
  if (!session || session.userId !== claims.sub) throw new ProblemError('not-authenticated')
  return { ...session, sid: claims.sid, authTime: claims.auth_time }
}

/** Every route of this scope asks for a session with requests left, and for the role its configuration or its method names. */
export function authenticate(app: App, cache: SessionCache, limits: RequestLimits): void {
  app.addHook('onRequest', async (request, reply) => {
    const principal = await limits.admit(request, reply, () => identify(app, cache, request))
    const least = request.routeOptions.config.role ?? (isChange(request.method) ? 'operator' : 'viewer')
    if (!roleReaches(principal.role, least)) throw new ProblemError('forbidden', `This needs the role ${least}`)
  })
}
