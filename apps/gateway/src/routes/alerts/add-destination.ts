import { createDestination, type Guard } from '@syndicate/alerts'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function addDestination(app: App, { catalog, config }: Gateway, guard: Guard): void {
  const { sealKey, mail } = config.alerts
  const deps = { destinations: catalog.alerts.destinations, guard, sealKey, hasMail: mail !== undefined }

  bind(app, 'POST /api/alerts/destinations', { compress: false }, async (request, reply) => {
    const made = await createDestination(deps, request.body)
    request.target = made.id
    return reply.code(201).send(made)
  })
}
