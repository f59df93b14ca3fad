import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { nextLink } from '../../http/next-link.ts'
import { bind } from '../bind.ts'

export function listDestinations(app: App, { catalog }: Gateway): void {
  bind(app, 'GET /api/alerts/destinations', async (request, reply) => {
    const found = await catalog.alerts.destinations.list(request.query)
    nextLink(request, reply, found.next)
    return found
  })
}
