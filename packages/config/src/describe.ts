import type { TSchema } from 'typebox'

const kinds: Record<string, string> = {
  object: 'a mapping',
  array: 'a list',
  string: 'text',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
}

/** What a schema asks for, in words. */
export function describeSchema(schema: TSchema): string {
  const it = schema as Record<string, unknown>
  if (Array.isArray(it.enum)) return `one of ${it.enum.join(', ')}`
  if (Array.isArray(it.anyOf)) {
    return `a mapping with one of the keys ${it.anyOf.map((branch: { required: string[] }) => branch.required[0]).join(', ')}`
  }
  if (typeof it.description === 'string') return lowerFirst(it.description)
  const kind = kinds[String(it.type)] ?? 'a value'
  if (it.minimum !== undefined && it.maximum !== undefined) return `${kind} from ${String(it.minimum)} to ${String(it.maximum)}`
  if (it.minimum !== undefined) return `${kind} of at least ${String(it.minimum)}`
  if (it.minItems !== undefined) return `${kind} of at least ${String(it.minItems)}`
  if (it.minLength !== undefined) return `${kind} of at least ${String(it.minLength)} character${it.minLength === 1 ? '' : 's'}`
  return kind
}

/** What was found there, short, and never a secret. */
export function describeValue(value: unknown, schema: TSchema): string {
  if ('writeOnly' in schema) return 'something else (not shown)'
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (typeof value === 'object') return `a mapping with ${Object.keys(value).join(', ') || 'no keys'}`
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
