import { datasetsOf, requireRight } from '@syndicate/identity'
import type { RouteOptions } from 'fastify'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { sessionOf } from '../principal.ts'
import { holdToDatasets } from './hold-to-datasets.ts'
import { nameRun } from './name-run.ts'
import { isChange } from './refuse-cross-site.ts'
import { requireCsrfToken } from './require-csrf-token.ts'
import { requireMetricsToken } from './require-metrics-token.ts'
import type { GuardedRoute } from './route-needs.ts'

/**
 * Each route says in its `config.needs` what it needs, and this is where it is held to it, and counted: every request is
 * counted as somebody's, an address nobody knows and a file as well. A route below /api that says nothing keeps the gateway from
 * starting. Registered before any route.
 */
export function authorise(app: App, { config, identify, limits, csrf, catalog, runs }: Gateway): void {
  const routes: RouteOptions[] = []
  app.decorate('guardedRoutes', { getter: () => routes.flatMap(guarded) })

  app.addHook('onRoute', (route) => {
    const needs = route.config?.needs
    if (needs === undefined && route.url.startsWith('/api'))
      throw new Error(`${String(route.method)} ${route.url} does not say what it needs`)
    routes.push(route)
  })

  app.addHook('onRequest', async (request, reply) => {
    const { needs = 'nothing', dataset, guardsForgery } = request.routeOptions.config
    if (needs === 'nothing' || needs === 'metrics') await limits.admitAnybody(request, reply)
    if (needs === 'nothing') return
    if (needs === 'metrics') return requireMetricsToken(config.metricsToken, request)
    const principal = await limits.admit(request, reply, () => identify(request))
    if (principal.via === 'session' && isChange(request.method) && !guardsForgery)
      requireCsrfToken(csrf, request, principal.sid)
    if (needs === 'known') return
    if (needs === 'session') return void sessionOf(request)
    requireRight(principal, needs)
    const datasets = datasetsOf(principal, needs)
    if (dataset === 'run') await nameRun(catalog.runs, datasets, request)
    if (datasets) await holdToDatasets({ catalog, runs }, datasets, dataset, request)
  })
}

function guarded({ method, url, config }: RouteOptions): GuardedRoute[] {
  const needs = config?.needs
  return needs ? [method].flat().map((each) => ({ method: each, url, needs })) : []
}
