import Type from 'typebox'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'

const schema = {
  tags: ['configuration'],
  operationId: 'listSchemas',
  summary: 'List the configured record schemas (JSON Schema 2020-12), by name',
  response: {
    200: Type.Object(
      { schemas: Type.Record(Type.String(), Type.Unknown()) },
      { examples: [{ schemas: { telemetry: { type: 'object', properties: { cpu: { type: 'number' } } } } }] },
    ),
  },
}

export function listSchemas(app: App, { config }: Gateway): void {
  app.get('/api/schemas', { schema, config: { needs: 'read' } }, async () => ({ schemas: config.api.schemas }))
}
