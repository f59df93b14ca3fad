import { removePipeline as remove } from '@syndicate/runs'
import type { App } from '../../app-type.ts'
import { notePipelines } from '../../audit/note-pipelines.ts'
import { principalOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function removePipeline(app: App, { runs, trail }: Gateway): void {
  bind(app, 'DELETE /api/pipelines/:name', async (request, reply) => {
    const removed = await remove(runs, request.params.name, principalOf(request).username)
    notePipelines(trail, request, [removed])
    return reply.code(204).send(null)
  })
}
