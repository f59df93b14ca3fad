import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { nextLink } from '../../http/next-link.ts'
import { bind } from '../bind.ts'

export function showPipeline(app: App, { catalog }: Gateway): void {
  bind(app, 'GET /api/pipelines/:name', async (request, reply) => {
    const found = await catalog.pipelines.show(request.params.name, request.query)
    nextLink(request, reply, found.next === null ? null : String(found.next))
    // A definition goes out as it is kept, whatever its members are called.
    return reply.serializer(JSON.stringify).send(found)
  })
}
