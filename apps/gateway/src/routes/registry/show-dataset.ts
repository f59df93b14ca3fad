import { ProblemError } from '@syndicate/contracts'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function showDataset(app: App, { catalog }: Gateway): void {
  bind(app, 'GET /api/registry/:dataset', async (request) => {
    const { dataset } = request.params
    const detail = await catalog.registry.get(dataset)
    if (!detail) throw new ProblemError('dataset-not-found', `There is no dataset ${dataset}`)
    return detail
  })
}
