import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { nextLink } from '../../http/next-link.ts'
import { exactJson } from '../../http/answers/exact-json.ts'
import { bind } from '../bind.ts'
import { requireShown } from './require-shown.ts'

export function showPipeline(app: App, { catalog }: Gateway): void {
  bind(app, 'GET /api/pipelines/:name', async (request, reply) => {
    const found = await catalog.pipelines.show(request.params.name, request.query)
    requireShown(request, found)
    nextLink(request, reply, found.next === null ? null : String(found.next))
    return exactJson(reply).send(found)
  })
}
