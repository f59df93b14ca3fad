import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function truncateDataset(app: App, { catalog }: Gateway): void {
  bind(app, 'POST /api/registry/:dataset/truncate', async (request) => {
    const { dataset } = request.params
    await catalog.registry.truncate(dataset, request.body.expect)
    return (await catalog.registry.get(dataset))!
  })
}
