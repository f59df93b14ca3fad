import type { Recipe } from '@syndicate/contracts'
import { fuseSteps } from './fuse/fuse-steps.ts'
import type { Host } from './host.ts'
import type { Pipeline } from './record-engine.ts'
import { compileSchema } from './schema/compile-schema.ts'
import { compileStep } from './steps/compile-step.ts'
import { auditFrame } from './store/audit-frame.ts'
import { transformSlice } from './transform-slice.ts'

/**
 * Compiles a recipe, once for all its chunks. Throws RecipeError with the path of an expression or schema that is wrong.
 * @param join how steps and schema become one: `chainSteps` gives the same in other time
 */
export function compilePipeline(recipe: Recipe, host: Host, join = fuseSteps): Pipeline {
  const steps = recipe.steps.map((step, index) => compileStep(step, `steps[${index}]`, host))
  const schema = recipe.schema === undefined || recipe.schema === null ? undefined : compileSchema(recipe.schema)
  const transformer = join(steps, schema)
  return {
    transform: (slice, options) => transformSlice(slice, { transformer, host }, options),
    audit: (stored) => auditFrame(stored, { schema, host }),
  }
}
