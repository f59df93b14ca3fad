import { JobRefused } from '@syndicate/broker'
import type { Catalog } from '@syndicate/catalog'
import type { Recipe } from '@syndicate/contracts'
import { sha256 } from '../host/host.ts'
import type { NamedRecipe } from '../executor/task.ts'

export interface Recipes {
  /** Keeps a recipe for as long as there are runs. @returns the hash that names it */
  keep(recipe: Recipe): Promise<string>
  /**
   * By the hash a run was accepted with: the same recipe to its end, whatever is deployed meanwhile.
   * Throws JobRefused when there is none.
   */
  get(hash: string): Promise<NamedRecipe>
}

export function createRecipes(catalog: Catalog): Recipes {
  /** A configuration's recipes are the same objects for as long as a process lives. */
  const hashes = new WeakMap<Recipe, string>()

  return {
    async keep(recipe) {
      const hash = hashes.get(recipe) ?? sha256(JSON.stringify(recipe))
      hashes.set(recipe, hash)
      await catalog.recipes.keep(hash, recipe)
      return hash
    },
    async get(hash) {
      const recipe = await catalog.recipes.find(hash)
      if (!recipe) throw new JobRefused(`There is no recipe ${hash}`)
      return { hash, recipe }
    },
  }
}
