import { Recipe } from '@syndicate/contracts'
import Type from 'typebox'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { refTo } from '../../http/schemas.ts'

const schema = {
  tags: ['configuration'],
  operationId: 'listPipelines',
  summary: 'List the configured pipelines',
  response: { 200: Type.Object({ pipelines: Type.Array(refTo(Recipe)) }) },
}

export function listPipelines(app: App, { config }: Gateway): void {
  const pipelines = Object.values(config.recipes).toSorted((a, b) => a.name.localeCompare(b.name))
  app.get('/api/pipelines', { schema, config: { needs: 'read' } }, async () => ({ pipelines }))
}
