import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function deleteDataset(app: App, { catalog, runs }: Gateway): void {
  bind(app, 'DELETE /api/registry/:dataset', async (request, reply) => {
    const { dataset } = request.params
    await catalog.registry.delete(dataset, request.query.expect)
    runs.news.announce([{ kind: 'dataset.deleted', dataset }])
    return reply.code(204).send(null)
  })
}
