import { JobRefused } from '@syndicate/broker'
import type { Catalog } from '@syndicate/catalog'
import type { NamedRecipe } from './crew/job.ts'

export interface Recipes {
  /**
   * By the hash a run was accepted with: the same recipe to its end, whatever is deployed meanwhile.
   * Throws JobRefused when there is none.
   */
  get(hash: string): Promise<NamedRecipe>
}

/** Recipes, each read once. */
export function createRecipes(catalog: Catalog): Recipes {
  const known = new Map<string, NamedRecipe>()
  return {
    async get(hash) {
      const met = known.get(hash)
      if (met) return met
      const recipe = await catalog.recipes.find(hash)
      if (!recipe) throw new JobRefused(`There is no recipe ${hash}`)
      const named = { hash, recipe }
      known.set(hash, named)
      return named
    },
  }
}
