import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

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
  bind(app, 'GET /api/pipelines', async () => ({ pipelines }))
}
