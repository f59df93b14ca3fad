import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import type { TSchema } from 'typebox'
import { describeSchema, describeValue } from './describe.ts'
import type { Fault } from './fault.ts'
import { pathOfPointer } from './path.ts'

/** More complaints than anybody reads are not looked at. */
const mostErrors = 5000

/**
 * Compiles a schema to a check, once for many values.
 * @returns a function that fills in the defaults, in place, and gives what is wrong, each at its place
 */
export function createShapeCheck(schema: TSchema): (value: unknown) => Fault[] {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    useDefaults: true,
    strict: false,
    // The schema is ours: to compile the schema of schemas takes longer than to compile it.
    meta: false,
    validateSchema: false,
    formats: { regex: isRegex },
  })
  const validate = ajv.compile(withoutIds(schema))
  return (value) => (validate(value) ? [] : chosenBranches((validate.errors ?? []).slice(0, mostErrors)).map(faultOf))
}

/** Shared parts carry an `$id` for OpenAPI; here the same part stands in several places, where Ajv wants it nameless. */
function withoutIds(schema: TSchema): TSchema {
  return JSON.parse(JSON.stringify(schema, (key, value) => (key === '$id' ? undefined : value)))
}

function isRegex(text: string): boolean {
  try {
    return Boolean(new RegExp(text, 'u'))
  } catch {
    return false
  }
}

function faultOf(error: ErrorObject): Fault {
  const path = pathOfPointer(error.instancePath)
  const schema = error.parentSchema as TSchema & Record<string, unknown>
  switch (error.keyword) {
    case 'required': {
      const key = error.params.missingProperty as string
      const properties = schema.properties as Record<string, TSchema>
      return { path: [...path, key], expected: describeSchema(properties[key]!), got: 'nothing' }
    }
    case 'additionalProperties': {
      const key = error.params.additionalProperty as string
      const known = Object.keys(schema.properties as object).join(', ')
      return { path: [...path, key], expected: `one of the keys ${known}`, got: JSON.stringify(key) }
    }
    case 'propertyNames': {
      const key = error.params.propertyName as string
      return {
        path: [...path, key],
        expected: describeSchema(schema.propertyNames as TSchema),
        got: JSON.stringify(key),
      }
    }
    default:
      return { path, expected: describeSchema(schema), got: describeValue(error.data, schema) }
  }
}

/**
 * A union complains once for each branch. Its branches here are mappings with one key each, so the key tells which
 * branch was meant, and only that branch's complaints are worth reading.
 */
function chosenBranches(errors: ErrorObject[]): ErrorObject[] {
  const unions = errors.filter((error) => error.keyword === 'anyOf')
  const dropped = new Set<ErrorObject>(errors.filter((error) => error.propertyName !== undefined))
  for (const union of unions) {
    const branches = union.schema as { required?: string[] }[]
    const chosen = branches.findIndex(
      (branch) => isMapping(union.data) && Object.hasOwn(union.data, branch.required?.[0] ?? ''),
    )
    for (const error of errors) {
      const inside =
        error.instancePath.startsWith(union.instancePath) && error.schemaPath.startsWith(`${union.schemaPath}/`)
      if (inside && !error.schemaPath.startsWith(`${union.schemaPath}/${chosen}/`)) dropped.add(error)
    }
    if (chosen >= 0) dropped.add(union)
  }
  return errors.filter((error) => !dropped.has(error))
}

function isMapping(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
