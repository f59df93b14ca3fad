import { RecipeError } from '../recipe-error.ts'
import { shown } from '../record/shown.ts'
import { compilePattern } from './compile-pattern.ts'

const maxBytes = 64 * 1024
const maxNesting = 32
const maxProperties = 500

/** What the walk through a schema knows by now. */
interface Seen {
  properties: number
  keywords: Set<string>
}

/**
 * Refuses what is too large, not complete in itself, or what Ajv would judge by other rules than the standard's.
 * Throws RecipeError with the place in the schema.
 */
export function checkSchema(schema: unknown): void {
  if (typeof schema !== 'boolean' && (typeof schema !== 'object' || schema === null || Array.isArray(schema))) {
    throw new RecipeError('schema', 'A schema is an object')
  }
  const seen: Seen = { properties: 0, keywords: new Set() }
  checkNode(schema, 'schema', 0, seen, 'schema')
  for (const [one, other, why] of unlikely) {
    if (seen.keywords.has(one) && seen.keywords.has(other)) throw new RecipeError('schema', why)
  }
  const bytes = new TextEncoder().encode(JSON.stringify(schema)).length
  if (bytes > maxBytes)
    throw new RecipeError('schema', `The schema has ${bytes} bytes, at most ${maxBytes} are accepted`)
}

/** Keywords that do not go together here. */
const unlikely: [one: string, other: string, why: string][] = [
  ['unevaluatedItems', 'contains', 'unevaluatedItems does not know what contains has seen: use items or prefixItems'],
  ['$dynamicRef', 'inner $id', '$dynamicRef is only for a schema without an $id inside: use $ref'],
]

/** Below these, the keys are names that somebody chose. */
const named = new Set([
  'properties',
  'patternProperties',
  '$defs',
  'definitions',
  'dependentSchemas',
  'dependentRequired',
])
/** Below these are values, not schemas. */
const values = new Set(['const', 'enum', 'default', 'examples'])

/** Whether a schema can speak of a field of that name: Ajv takes a half of a character for nothing, and `__proto__` for something else. */
export function isNameable(name: string): boolean {
  return name !== '__proto__' && name.isWellFormed()
}

function checkNode(node: unknown, path: string, depth: number, seen: Seen, kind: 'schema' | 'names' | 'value'): void {
  if (typeof node !== 'object' || node === null) return
  if (depth > maxNesting) throw new RecipeError(path, `The schema is nested deeper than ${maxNesting} levels`)
  for (const [key, value] of Object.entries(node)) {
    const at = `${path}.${key}`
    if (kind === 'schema') checkKeyword(key, value, at, depth, seen)
    if (kind === 'names' && !isNameable(key))
      throw new RecipeError(at, `A schema cannot speak of a field ${shown(key)}: rename it first`)
    const below = named.has(key) ? 'names' : values.has(key) ? 'value' : 'schema'
    checkNode(value, at, depth + 1, seen, kind === 'schema' ? below : kind === 'names' ? 'schema' : 'value')
  }
}

function checkKeyword(key: string, value: unknown, at: string, depth: number, seen: Seen): void {
  seen.keywords.add(key === '$id' && depth > 0 ? 'inner $id' : key)
  const names = typeof value === 'object' && value !== null ? Object.keys(value) : []
  if (key === '$async') throw new RecipeError(at, '$async is none of the keywords of JSON Schema')
  if ((key === '$ref' || key === '$dynamicRef') && typeof value === 'string' && !value.startsWith('#'))
    throw new RecipeError(at, `A schema may only refer to itself (#…), not to ${shown(value)}`)
  if (key === 'properties') seen.properties += names.length
  if (seen.properties > maxProperties) throw new RecipeError(at, `The schema has more than ${maxProperties} properties`)
  if (key === 'pattern' && typeof value === 'string') compilePattern(value, at, 'ECMA-262')
  if (key === 'patternProperties') for (const pattern of names) compilePattern(pattern, at, 'ECMA-262')
}
