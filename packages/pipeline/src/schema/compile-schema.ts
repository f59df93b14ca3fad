import type { AnySchema, Options, ValidateFunction } from 'ajv/dist/2020.js'
import { RecipeError } from '../recipe-error.ts'
import { checkSchema } from './check-schema.ts'
import { createAjv } from './create-ajv.ts'
import { hasFewValues, mostToldOf } from './few-values.ts'
import { violationsOf, type Violations } from './violations.ts'

export interface Schema {
  accepts(record: unknown): boolean
  /** What the record that was last asked about violates: all of it, or the first where it is so large that this takes long. */
  violations(record: unknown): Violations
}

/**
 * Compiles a JSON Schema 2020-12, once. It must be small, complete in itself and cheap to check.
 * Throws RecipeError with the place in the schema.
 */
export function compileSchema(schema: unknown): Schema {
  checkSchema(schema)
  const validate = compile(schema as AnySchema, { verbose: true })
  const mostTold = mostToldOf(schema)
  let all: ValidateFunction | undefined

  return {
    accepts: (record) => validate(record),
    violations(record) {
      if (!hasFewValues(record, mostTold)) return violationsOf(validate.errors ?? [])
      // Made when a first record is refused: to note all that is wrong takes time from those that are not.
      all ??= compile(schema as AnySchema, { allErrors: true, verbose: true })
      all(record)
      return violationsOf(all.errors ?? [])
    },
  }
}

function compile(schema: AnySchema, options: Options): ValidateFunction {
  try {
    return createAjv(schema, options).compile(schema)
  } catch (error) {
    throw new RecipeError('schema', (error as Error).message, { cause: error })
  }
}
