import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { nextLink } from '../../http/next-link.ts'
import { bind } from '../bind.ts'

export function listDatasets(app: App, { catalog, reads }: Gateway): void {
  bind(app, 'GET /api/registry', async (request, reply) => {
    const found = await reads(request, () => catalog.registry.list(request.query))
    nextLink(request, reply, found.next)
    return found
  })
}
