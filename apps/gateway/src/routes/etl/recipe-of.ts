import type { Config } from '@syndicate/config'
import { ProblemError, type Recipe } from '@syndicate/contracts'

/** @throws ProblemError unknown-pipeline */
export function recipeOf(config: Pick<Config, 'recipes'>, pipeline: string): Recipe {
  const recipe = Object.hasOwn(config.recipes, pipeline) ? config.recipes[pipeline] : undefined
  if (!recipe) throw new ProblemError('unknown-pipeline', `There is no pipeline ${pipeline}`)
  return recipe
}
