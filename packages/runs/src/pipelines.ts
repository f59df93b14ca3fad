import type { Catalog } from '@syndicate/catalog'
import type { Recipe } from '@syndicate/contracts'
import { compilePipeline, type Engine, type Pipeline } from '@syndicate/pipeline'

export interface Compiled {
  recipe: Recipe
  pipeline: Pipeline
}

export interface Pipelines {
  /** By the hash a run was accepted with: the same recipe to its end, whatever is deployed meanwhile. */
  get(hash: string): Promise<Compiled>
}

/** Pipelines, each compiled once. */
export function createPipelines(catalog: Catalog, engine: Engine): Pipelines {
  const compiled = new Map<string, Compiled>()
  return {
    async get(hash) {
      const known = compiled.get(hash)
      if (known) return known
      const recipe = await catalog.recipes.get(hash)
      const fresh = { recipe, pipeline: compilePipeline(recipe, engine) }
      compiled.set(hash, fresh)
      return fresh
    },
  }
}
