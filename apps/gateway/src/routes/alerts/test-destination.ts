import { testOf } from '@syndicate/alerts'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function testDestination(app: App, { catalog }: Gateway): void {
  bind(app, 'POST /api/alerts/destinations/:id/test', async (request, reply) => {
    const delivery = await catalog.alerts.deliveries.addTest(testOf(request.params.id))
    return reply.code(202).send(delivery)
  })
}
