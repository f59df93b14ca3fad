import { removePipeline as remove } from '@syndicate/runs'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function removePipeline(app: App, { runs }: Gateway): void {
  bind(app, 'DELETE /api/pipelines/:name', async (request, reply) => {
    await remove(runs, request.params.name)
    return reply.code(204).send(null)
  })
}
