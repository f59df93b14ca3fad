import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function showPipelineVersion(app: App, { catalog }: Gateway): void {
  bind(app, 'GET /api/pipelines/:name/versions/:version', async (request, reply) => {
    const { name, version } = request.params
    return reply.serializer(JSON.stringify).send(await catalog.pipelines.atVersion(name, version))
  })
}
