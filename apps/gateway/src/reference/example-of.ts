export interface Schema {
  $ref?: string
  type?: string
  const?: unknown
  enum?: unknown[]
  examples?: unknown[]
  default?: unknown
  anyOf?: Schema[]
  allOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  format?: string
  minimum?: number
}

/**
 * A value that fits a schema, put together from the examples of its parts.
 * @returns undefined where a part that has to be there says nothing by which it could be guessed
 */
export function exampleOf(schema: Schema, resolve: (ref: string) => Schema | undefined): unknown {
  const { $ref, type, anyOf, items, properties } = schema
  if (schema.examples?.length) return schema.examples[0]
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.default !== undefined) return schema.default
  if ($ref !== undefined) {
    const target = resolve($ref)
    return target && exampleOf(target, resolve)
  }
  if (anyOf) return firstOf(anyOf, resolve)
  if (type === 'array' && items) {
    const item = exampleOf(items, resolve)
    return item === undefined ? undefined : [item]
  }
  if (properties) return exampleOfObject(properties, schema.required ?? [], resolve)
  if (type === 'boolean') return false
  if (type === 'integer' || type === 'number') return schema.minimum ?? 1
  if (schema.format === 'date-time') return '2026-01-02T03:04:05.000Z'
  return type === 'null' ? null : undefined
}

function firstOf(schemas: Schema[], resolve: (ref: string) => Schema | undefined): unknown {
  for (const each of schemas) {
    const example = exampleOf(each, resolve)
    if (example !== undefined) return example
  }
  return undefined
}

function exampleOfObject(
  properties: Record<string, Schema>,
  required: string[],
  resolve: (ref: string) => Schema | undefined,
): unknown {
  const members = Object.entries(properties).map(([name, each]) => [name, exampleOf(each, resolve)] as const)
  const known = members.filter(([, value]) => value !== undefined)
  const names = new Set(known.map(([name]) => name))
  return required.every((name) => names.has(name)) ? Object.fromEntries(known) : undefined
}
