import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function rollback(app: App, { catalog }: Gateway): void {
  bind(app, 'POST /api/registry/:dataset/rollback', (request) =>
    catalog.registry.rollback(request.params.dataset, request.body.version),
  )
}
