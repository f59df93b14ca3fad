import type { Config } from '@syndicate/config'
import { ProblemError, type Recipe } from '@syndicate/contracts'

/** @throws ProblemError unknown-pipeline; validation-failed when none is named, here or in the configuration */
export function recipeOf(config: Pick<Config, 'recipes'>, pipeline: string | undefined): Recipe {
  if (pipeline === undefined)
    throw new ProblemError('validation-failed', 'Name a pipeline: none is configured for such a payload')
  const recipe = Object.hasOwn(config.recipes, pipeline) ? config.recipes[pipeline] : undefined
  if (!recipe) throw new ProblemError('unknown-pipeline', `There is no pipeline ${pipeline}`)
  return recipe
}
