import { ProblemError, type Recipe } from '@syndicate/contracts'
import type { LivePipelines } from '@syndicate/runs'

/** The recipe that counts now. @throws ProblemError unknown-pipeline */
export function recipeOf(pipelines: Pick<LivePipelines, 'find'>, pipeline: string): Recipe {
  const found = pipelines.find(pipeline)
  if (!found) throw new ProblemError('unknown-pipeline', `There is no pipeline ${pipeline}`)
  return found.recipe
}
