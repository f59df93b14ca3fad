import type { Catalog } from '@syndicate/catalog'
import type { NamedRecipe } from './crew/job.ts'

export interface Recipes {
  /** By the hash a run was accepted with: the same recipe to its end, whatever is deployed meanwhile. */
  get(hash: string): Promise<NamedRecipe>
}

/** Recipes, each read once. */
export function createRecipes(catalog: Catalog): Recipes {
  const known = new Map<string, NamedRecipe>()
  return {
    async get(hash) {
      const met = known.get(hash)
      if (met) return met
      const named = { hash, recipe: await catalog.recipes.get(hash) }
      known.set(hash, named)
      return named
    },
  }
}
