import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function listDatasets(app: App, { catalog }: Gateway): void {
  bind(app, 'GET /api/registry', async () => ({
    datasets: await catalog.registry.list(),
  }))
}
