import { JobRefused } from '@syndicate/broker'
import type { Catalog } from '@syndicate/catalog'
import type { NamedRecipe } from './executor/task.ts'

export interface Recipes {
  /**
   * By the hash a run was accepted with: the same recipe to its end, whatever is deployed meanwhile.
   * Throws JobRefused when there is none.
   */
  get(hash: string): Promise<NamedRecipe>
}

export function createRecipes(catalog: Catalog): Recipes {
  return {
    async get(hash) {
      const recipe = await catalog.recipes.find(hash)
      if (!recipe) throw new JobRefused(`There is no recipe ${hash}`)
      return { hash, recipe }
    },
  }
}
