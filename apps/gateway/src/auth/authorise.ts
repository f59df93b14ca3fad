import type { FastifySchema, RouteOptions } from 'fastify'
import type { App } from '../app-type.ts'
import type { Gateway } from '../gateway.ts'
import { requireRight, type Need } from './access.ts'
import { sessionOf } from './principal.ts'
import { requireReadable } from './read-limits.ts'
import { isChange } from './refuse-cross-site.ts'
import { requireCsrfToken } from './require-csrf-token.ts'

/** A route as the gateway serves it, with what it needs. */
export interface GuardedRoute {
  method: string
  url: string
  needs: Need
}

const session = [{ session: [], csrf: [] }]
const securityOf: Record<Need, object[]> = {
  nothing: [],
  session,
  known: [...session, { key: [] }],
  read: [...session, { key: [] }],
  start: [...session, { key: [] }],
  operate: [...session, { key: [] }],
  administer: [...session, { key: [] }],
}

/**
 * Each route says in its `config.needs` what it needs, and this is where it is held to it. One below /api that says nothing
 * keeps the gateway from starting. Registered before any route.
 */
export function authorise(app: App, { authenticator, limits, csrf, catalog }: Gateway): void {
  const routes: RouteOptions[] = []
  app.decorate('guardedRoutes', { getter: () => routes.flatMap(guarded) })

  app.addHook('onRoute', (route) => {
    const needs = route.config?.needs
    if (needs === undefined && route.url.startsWith('/api'))
      throw new Error(`${String(route.method)} ${route.url} does not say what it needs`)
    routes.push(route)
    if (needs) describe(route, needs)
  })

  app.addHook('onRequest', async (request, reply) => {
    const { needs = 'nothing', dataset, guardsForgery } = request.routeOptions.config
    if (needs === 'nothing') return
    const principal = await limits.admit(request, reply, () => authenticator.identify(request))
    if (principal.via === 'session' && isChange(request.method) && !guardsForgery)
      requireCsrfToken(csrf, request, principal.sid)
    if (needs === 'known') return
    if (needs === 'session') return void sessionOf(request)
    requireRight(principal, needs)
    if (needs === 'read') await requireReadable(catalog.runs, principal, dataset, request)
  })
}

function guarded({ method, url, config }: RouteOptions): GuardedRoute[] {
  const needs = config?.needs
  return needs ? [method].flat().map((each) => ({ method: each, url, needs })) : []
}

/** What a route needs also stands in the API reference. */
function describe(route: RouteOptions, needs: Need): void {
  const said = { security: securityOf[needs], 'x-needs': needs }
  route.schema = { ...route.schema, ...said } as FastifySchema
}
