import type { Recipe } from '@syndicate/contracts'
import { compileContract, type Contract } from './fields/compile-contract.ts'
import { isNamed } from './fields/new-fields.ts'
import { fuseSteps } from './fuse/fuse-steps.ts'
import type { Host } from './host.ts'
import type { Pipeline } from './record-engine.ts'
import { RecipeError } from './recipe-error.ts'
import { compileSchema } from './schema/compile-schema.ts'
import { castReadingOf } from './steps/cast-reading.ts'
import { deleteWhen } from './steps/deletion.ts'
import { compileStep } from './steps/compile-step.ts'
import type { SliceHeader } from './slice/slice.ts'
import type { Transformer } from './steps/transformer.ts'
import { auditFrame } from './store/audit-frame.ts'
import { transformSlice } from './transform-slice.ts'

type Reading = Pick<SliceHeader, 'csv' | 'numbers'>

/**
 * Compiles a recipe, once for all its chunks. Throws RecipeError with the path of an expression or schema that is wrong.
 * @param join how steps and schema become one: `chainSteps` gives the same in other time
 */
export function compilePipeline(recipe: Recipe, host: Host, join = fuseSteps): Pipeline {
  const schema = recipe.schema === undefined || recipe.schema === null ? undefined : compileSchema(recipe.schema)
  const contract = compileContract(recipe)
  requireKeyKept(recipe, contract)
  // Of a record that takes a row away, nobody asks more.
  const behind = [recipe.deleteWhen === undefined ? undefined : deleteWhen(recipe.deleteWhen), contract.step].filter(
    (step) => step !== undefined,
  )
  const compile = (reading: Reading) => {
    const steps = recipe.steps.map((step, index) => {
      const later = recipe.steps.slice(index + 1)
      return compileStep(step, `steps[${index}]`, host, castReadingOf(reading, recipe.schema, later))
    })
    return join([...steps, ...behind], schema)
  }
  const usual = compile({})
  const others = new Map<string, Transformer>()

  /** Casts know how the texts of their input are written: one more transformer for each way, when it is first met. */
  function transformerOf({ csv, numbers }: Reading): Transformer {
    const reading = { ...(csv && { csv: {} }), ...(numbers && { numbers }) }
    const key = JSON.stringify(reading)
    if (key === '{}' || !recipe.steps.some((step) => 'cast' in step)) return usual
    const transformer = others.get(key) ?? compile(reading)
    others.set(key, transformer)
    return transformer
  }

  return {
    transform: (slice, options) => transformSlice(slice, { transformerOf, contract, host, key: recipe.key }, options),
    audit: (stored) => auditFrame(stored, { schema, host }),
  }
}

/** A key of a field that the contract takes away, or refuses, would refuse every record. */
function requireKeyKept({ key = [], onNewField }: Recipe, { place, step }: Contract): void {
  if (!step) return
  for (const [index, field] of key.entries())
    if (!isNamed(place, field))
      throw new RecipeError(
        `key[${index}]`,
        `The schema does not name ${JSON.stringify(field)}, and onNewField: ${onNewField} keeps no other field: add it to the schema`,
      )
}
