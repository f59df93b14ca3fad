import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function removeRule(app: App, { catalog }: Gateway): void {
  bind(app, 'DELETE /api/alerts/rules/:id', async (request, reply) => {
    await catalog.alerts.rules.remove(request.params.id)
    return reply.code(204).send(null)
  })
}
