import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { nextLink } from '../../http/next-link.ts'
import { bind } from '../bind.ts'

export function listRules(app: App, { catalog }: Gateway): void {
  bind(app, 'GET /api/alerts/rules', async (request, reply) => {
    const found = await catalog.alerts.rules.list(request.query)
    nextLink(request, reply, found.next)
    return found
  })
}
