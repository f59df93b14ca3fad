import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import type { TSchema } from 'typebox'
import type { ConfigProblem } from './config-error.ts'
import { describeSchema, describeValue } from './describe.ts'
import type { ConfigPath, SourceText } from './source-text.ts'

/**
 * Compiles a schema to a check, once for many values.
 * @returns a function that fills in the defaults, in place, and gives every problem, each at its line
 */
export function createShapeCheck(schema: TSchema): (value: unknown, source: SourceText) => ConfigProblem[] {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    useDefaults: true,
    strict: false,
    formats: { regex: isRegex },
  })
  const validate = ajv.compile(withoutIds(schema))
  return (value, source) =>
    validate(value) ? [] : chosenBranches(validate.errors ?? []).map((error) => problemOf(error, source))
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

function problemOf(error: ErrorObject, source: SourceText): ConfigProblem {
  const path = pathOf(error.instancePath)
  const schema = error.parentSchema as TSchema & Record<string, unknown>
  switch (error.keyword) {
    case 'required': {
      const key = error.params.missingProperty as string
      const properties = schema.properties as Record<string, TSchema>
      return source.problemAt([...path, key], describeSchema(properties[key]!), 'nothing')
    }
    case 'additionalProperties': {
      const key = error.params.additionalProperty as string
      const known = Object.keys(schema.properties as object).join(', ')
      return source.problemAt([...path, key], `one of the keys ${known}`, JSON.stringify(key))
    }
    case 'propertyNames': {
      const key = error.params.propertyName as string
      return source.problemAt([...path, key], describeSchema(schema.propertyNames as TSchema), JSON.stringify(key))
    }
    default:
      return source.problemAt(path, describeSchema(schema), describeValue(error.data, schema))
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

function pathOf(pointer: string): ConfigPath {
  const keys = pointer.split('/').slice(1)
  return keys
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((key) => (/^\d+$/.test(key) ? Number(key) : key))
}
