import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function listDatasets(app: App, { catalog, reads }: Gateway): void {
  bind(app, 'GET /api/registry', async (request) => ({
    datasets: await reads(request, catalog.registry.list),
  }))
}
