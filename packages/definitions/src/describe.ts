import type { TSchema } from 'typebox'

const kinds: Record<string, string> = {
  object: 'a mapping',
  array: 'a list',
  string: 'text',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
}

interface Described {
  type?: string | string[]
  enum?: unknown[]
  anyOf?: { required?: string[] }[]
  description?: string
  minimum?: number
  maximum?: number
  minItems?: number
  minLength?: number
}

/** What a schema asks for, in words. */
export function describeSchema(schema: TSchema): string {
  const { enum: choices, anyOf, type, description, minimum, maximum, minItems, minLength } = schema as Described
  if (choices) return `one of ${choices.join(', ')}`
  if (anyOf && !description)
    return `a mapping with one of the keys ${anyOf.map((branch) => branch.required?.[0]).join(', ')}`
  if (description) return lowerFirst(description)
  const kind = kinds[String(type)] ?? 'a value'
  if (minimum !== undefined && maximum !== undefined) return `${kind} from ${minimum} to ${maximum}`
  if (minLength !== undefined) return `${kind} of at least ${minLength} character${minLength === 1 ? '' : 's'}`
  const least = minimum ?? minItems
  return least === undefined ? kind : `${kind} of at least ${least}`
}

/** What was found there, short, and never a secret. */
export function describeValue(value: unknown, schema: TSchema): string {
  if ('writeOnly' in schema) return 'something else (not shown)'
  if (value === null && (schema as Described).type === 'string')
    return 'nothing: YAML takes null, NULL, ~ and no text for that; a word is put in quotes'
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (typeof value === 'object') return `a mapping with ${Object.keys(value).join(', ') || 'no keys'}`
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
