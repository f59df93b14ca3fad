import { Pipeline } from '@syndicate/contracts'
import Type from 'typebox'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { refTo } from '../../http/schemas.ts'

const schema = {
  tags: ['configuration'],
  operationId: 'listPipelines',
  summary: 'List the configured pipelines',
  response: { 200: Type.Object({ pipelines: Type.Array(refTo(Pipeline)) }) },
}

export function listPipelines(app: App, { config }: Gateway): void {
  const { recipes, fixtures, descriptions } = config
  const pipelines = Object.values(recipes)
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map((recipe) => {
      const { name } = recipe
      const examples = (fixtures[name] ?? []).map((each) => ({
        name: each.name,
        format: each.format ?? recipe.format,
        input: each.input,
      }))
      const description = descriptions[name]
      return { ...recipe, ...(description !== undefined && { description }), examples }
    })
  app.get('/api/pipelines', { schema, config: { needs: 'read' } }, async () => ({ pipelines }))
}
