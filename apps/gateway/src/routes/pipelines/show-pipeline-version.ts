import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { exactJson } from '../../http/answers/exact-json.ts'
import { bind } from '../bind.ts'

export function showPipelineVersion(app: App, { catalog }: Gateway): void {
  bind(app, 'GET /api/pipelines/:name/versions/:version', async (request, reply) => {
    const { name, version } = request.params
    return exactJson(reply).send(await catalog.pipelines.atVersion(name, version))
  })
}
