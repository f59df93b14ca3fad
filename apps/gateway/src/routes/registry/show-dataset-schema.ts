import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { nextLink } from '../../http/next-link.ts'
import { bind } from '../bind.ts'

export function showDatasetSchema(app: App, { catalog }: Gateway): void {
  bind(app, 'GET /api/registry/:dataset/schema', async (request, reply) => {
    const found = await catalog.registry.schema(request.params.dataset, request.query)
    nextLink(request, reply, found.next === null ? null : String(found.next))
    return found
  })
}
