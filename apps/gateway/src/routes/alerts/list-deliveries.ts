import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { nextLink } from '../../http/next-link.ts'
import { bind } from '../bind.ts'

export function listDeliveries(app: App, { catalog, reads }: Gateway): void {
  bind(app, 'GET /api/alerts/deliveries', async (request, reply) => {
    const found = await reads(request, () => catalog.alerts.deliveries.list(request.query))
    nextLink(request, reply, found.next)
    return found
  })
}
