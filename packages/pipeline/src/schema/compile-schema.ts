import {
  Ajv2020,
  type AnySchema,
  type ErrorObject,
  type FormatDefinition,
  type ValidateFunction,
} from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { isCanonicalTime } from './canonical-time.ts'
import { compilePattern } from './compile-pattern.ts'
import { RecipeError } from '../recipe-error.ts'
import { shown } from '../record/shown.ts'

const maxBytes = 64 * 1024
const maxNesting = 32
const maxProperties = 500
const maxUniqueItems = 1000

export interface Schema {
  accepts(record: unknown): boolean
  /** What the record last asked about violates, in words. */
  reason(): string
  /** The field of it that is at fault, by its name at the top of the record; undefined when it is no single one. */
  field(): string | undefined
}

/**
 * Compiles a JSON Schema 2020-12, once. It must be small, complete in itself and cheap to check.
 * Throws RecipeError with the place in the schema.
 */
export function compileSchema(schema: unknown): Schema {
  checkSchema(schema)
  const validate = compile(schema as AnySchema)
  return {
    accepts: (record) => validate(record),
    reason: () => (validate.errors?.[0] ? readable(validate.errors[0]) : 'The record does not match the schema'),
    field: () => validate.errors?.[0] && fieldOf(validate.errors[0]),
  }
}

function compile(schema: AnySchema): ValidateFunction {
  try {
    // Strict about what Ajv would pass over in silence (unknown keywords and formats), not about style.
    const ajv = new Ajv2020({
      strictSchema: true,
      strictTypes: false,
      strictTuples: false,
      logger: false,
      code: { regExp: linear },
    })
    formats.default(ajv)
    // The same verdicts as the format's own, which takes a fifth of the whole audit where records carry a time.
    const { validate, ...time } = formats.default.get('date-time') as FormatDefinition<string> & {
      validate: (text: string) => boolean
    }
    ajv.addFormat('date-time', { ...time, validate: (text: string) => isCanonicalTime(text) || validate(text) })
    return ajv.compile(schema)
  } catch (error) {
    throw new RecipeError('schema', (error as Error).message, { cause: error })
  }
}

/** Ajv's engine for `pattern` and `patternProperties`. */
const linear = Object.assign((pattern: string) => compilePattern(pattern, 'schema'), { code: 'compilePattern' })

function checkSchema(schema: unknown): void {
  if (typeof schema !== 'boolean' && (typeof schema !== 'object' || schema === null || Array.isArray(schema))) {
    throw new RecipeError('schema', 'A schema is an object')
  }
  const budget = { properties: maxProperties }
  checkNode(schema, 'schema', 0, budget)
  const bytes = new TextEncoder().encode(JSON.stringify(schema)).length
  if (bytes > maxBytes)
    throw new RecipeError('schema', `The schema has ${bytes} bytes, at most ${maxBytes} are accepted`)
}

function checkNode(node: unknown, path: string, depth: number, budget: { properties: number }): void {
  if (typeof node !== 'object' || node === null) return
  if (depth > maxNesting) throw new RecipeError(path, `The schema is nested deeper than ${maxNesting} levels`)
  for (const [key, value] of Object.entries(node)) {
    const at = `${path}.${key}`
    if ((key === '$ref' || key === '$dynamicRef') && typeof value === 'string' && !value.startsWith('#')) {
      throw new RecipeError(at, `A schema may only refer to itself (#…), not to ${shown(value)}`)
    }
    if (key === 'properties' && typeof value === 'object' && value !== null) {
      budget.properties -= Object.keys(value).length
      if (budget.properties < 0) throw new RecipeError(at, `The schema has more than ${maxProperties} properties`)
    }
    if (key === 'pattern' && typeof value === 'string') compilePattern(value, at)
    if (key === 'patternProperties' && typeof value === 'object' && value !== null) {
      for (const pattern of Object.keys(value)) compilePattern(pattern, at)
    }
    if (key === 'uniqueItems' && value === true) checkUnique(node, at)
    checkNode(value, at, depth + 1, budget)
  }
}

/** Every item is compared with every other. */
function checkUnique(node: object, path: string): void {
  const { maxItems } = node as { maxItems?: unknown }
  if (typeof maxItems === 'number' && maxItems <= maxUniqueItems) return
  throw new RecipeError(path, `uniqueItems needs a maxItems of at most ${maxUniqueItems} beside it`)
}

function fieldOf({ instancePath, params }: ErrorObject): string | undefined {
  const { missingProperty, additionalProperty } = params as { missingProperty?: string; additionalProperty?: string }
  const [, first] = instancePath.split('/', 2)
  const field = first?.replaceAll('~1', '/').replaceAll('~0', '~') ?? missingProperty ?? additionalProperty
  return field
}

function readable(error: ErrorObject): string {
  const where = error.instancePath === '' ? 'The record' : error.instancePath.slice(1)
  const { additionalProperty, allowedValues } = error.params as { additionalProperty?: string; allowedValues?: unknown }
  const detail = additionalProperty
    ? `: ${shown(additionalProperty)}`
    : allowedValues
      ? `: ${shown(allowedValues)}`
      : ''
  return `${where} ${error.message ?? error.keyword}${detail}`
}
