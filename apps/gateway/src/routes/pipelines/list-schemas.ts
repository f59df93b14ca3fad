import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function listSchemas(app: App, { config }: Gateway): void {
  bind(app, 'GET /api/schemas', async () => ({ schemas: config.api.schemas }))
}
