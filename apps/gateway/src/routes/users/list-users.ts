import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { nextLink } from '../../http/next-link.ts'
import { bind } from '../bind.ts'

export function listUsers(app: App, { catalog }: Gateway): void {
  bind(app, 'GET /api/users', async (request, reply) => {
    const found = await catalog.users.list(request.query)
    nextLink(request, reply, found.next)
    return found
  })
}
