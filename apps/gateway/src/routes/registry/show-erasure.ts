import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function showErasure(app: App, { catalog }: Gateway): void {
  bind(app, 'GET /api/registry/:dataset/erasures/:id', (request) =>
    catalog.erasures.show(request.params.dataset, request.params.id),
  )
}
