import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function resendDelivery(app: App, { catalog }: Gateway): void {
  bind(app, 'POST /api/alerts/deliveries/:id/resend', async (request, reply) => {
    return reply.code(202).send(await catalog.alerts.deliveries.resend(request.params.id))
  })
}
