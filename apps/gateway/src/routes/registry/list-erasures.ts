import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function listErasures(app: App, { catalog }: Gateway): void {
  bind(app, 'GET /api/registry/:dataset/erasures', async (request) => ({
    erasures: await catalog.erasures.list(request.params.dataset, request.query.limit),
  }))
}
