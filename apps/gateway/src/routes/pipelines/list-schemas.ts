import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { exactJson } from '../../http/answers/exact-json.ts'
import { bind } from '../bind.ts'

export function listSchemas(app: App, { config }: Gateway): void {
  bind(app, 'GET /api/schemas', async (_request, reply) => exactJson(reply).send({ schemas: config.api.schemas }))
}
