import type { Column } from '../output/table.ts'

export interface SchemaField {
  /** `address.city`, and `tags[]` for the entries of a list. */
  field: string
  type: string
  needed: boolean
  /** What else is asked of it. */
  more: string
}

export const fieldColumns: Column<SchemaField>[] = [
  { title: 'FIELD', of: ({ field }) => field },
  { title: 'TYPE', of: ({ type }) => type },
  { title: 'NEEDED', of: ({ needed }) => (needed ? 'yes' : 'no') },
  { title: 'MORE', of: ({ more }) => more, shrinks: true },
]

type Schema = Record<string, unknown>

/** The fields that a JSON Schema names, those of the objects in it as well. What it says by `anyOf` and the like is not taken apart. */
export function fieldsOf(schema: unknown, above = ''): SchemaField[] {
  if (!isSchema(schema)) return []
  const required = Array.isArray(schema['required']) ? (schema['required'] as unknown[]) : []
  const properties = isSchema(schema['properties']) ? schema['properties'] : {}
  return Object.entries(properties).flatMap(([name, part]) =>
    describeField(`${above}${above && '.'}${name}`, part, required.includes(name)),
  )
}

function describeField(field: string, part: unknown, needed: boolean): SchemaField[] {
  if (!isSchema(part)) return [{ field, type: part === false ? 'none' : 'any', needed, more: '' }]
  const { type, properties: _properties, required: _required, items, description: _description, ...rest } = part
  const more = Object.entries(rest).map(([key, value]) => `${key} ${JSON.stringify(value)}`)
  const own = { field, type: [type ?? 'any'].flat().map(String).join(' or '), needed, more: more.join(', ') }
  return [own, ...fieldsOf(part, field), ...(isSchema(items) ? describeField(`${field}[]`, items, false) : [])]
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
