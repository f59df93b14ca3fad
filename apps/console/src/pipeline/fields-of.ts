export interface SchemaField {
  name: string
  type: string
  required: boolean
  /** What else the schema asks of it, in words. */
  rules: string
}

type Schema = Record<string, unknown>

const words: Record<string, string> = {
  minimum: 'at least',
  exclusiveMinimum: 'more than',
  maximum: 'at most',
  exclusiveMaximum: 'less than',
  minLength: 'characters at least',
  maxLength: 'characters at most',
  pattern: 'like',
  format: 'a',
}

/** The top fields of a JSON Schema, as a table shows them; a schema of another kind has none. */
export function fieldsOf(schema: unknown): SchemaField[] {
  if (!isObject(schema) || !isObject(schema['properties'])) return []
  const required = Array.isArray(schema['required']) ? (schema['required'] as unknown[]) : []
  return Object.entries(schema['properties']).map(([name, field]) => ({
    name,
    type: isObject(field) ? typeOf(field) : 'any',
    required: required.includes(name),
    rules: isObject(field) ? rulesOf(field) : '',
  }))
}

function typeOf({ type, enum: options }: Schema): string {
  if (Array.isArray(type)) return type.join(' or ')
  if (typeof type === 'string') return type
  return options ? 'one of' : 'any'
}

function rulesOf(field: Schema): string {
  const options = Array.isArray(field['enum']) ? [field['enum'].map(String).join(', ')] : []
  const rules = Object.entries(words)
    .filter(([key]) => field[key] !== undefined)
    .map(([key, word]) => `${word} ${String(field[key] as string | number)}`)
  const description = typeof field['description'] === 'string' ? [field['description']] : []
  return [...options, ...rules, ...description].join('; ')
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
