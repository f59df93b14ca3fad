import { hasRight } from '@syndicate/identity'
import type { App } from '../../app-type.ts'
import { sessionOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { nextLink } from '../../http/next-link.ts'
import { bind } from '../bind.ts'

export function listKeys(app: App, { catalog }: Gateway): void {
  bind(app, 'GET /api/keys', async (request, reply) => {
    const asker = sessionOf(request)
    const own = hasRight(asker, 'administer') ? {} : { userId: asker.userId }
    const found = await catalog.apiKeys.list({ ...request.query, ...own })
    nextLink(request, reply, found.next)
    return found
  })
}
