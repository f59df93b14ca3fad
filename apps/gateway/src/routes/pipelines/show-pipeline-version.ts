import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { exactJson } from '../../http/answers/exact-json.ts'
import { bind } from '../bind.ts'
import { requireShown } from './require-shown.ts'

export function showPipelineVersion(app: App, { catalog }: Gateway): void {
  bind(app, 'GET /api/pipelines/:name/versions/:version', async (request, reply) => {
    const { name, version } = request.params
    const found = await catalog.pipelines.atVersion(name, version)
    requireShown(request, found)
    return exactJson(reply).send(found)
  })
}
