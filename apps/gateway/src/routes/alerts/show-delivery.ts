import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function showDelivery(app: App, { catalog }: Gateway): void {
  bind(app, 'GET /api/alerts/deliveries/:id', (request) => catalog.alerts.deliveries.show(request.params.id))
}
