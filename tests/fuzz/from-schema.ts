import fc from 'fast-check'
import { resolvedSchema, type JsonSchema } from '../conformance/document.ts'
import { oddText, oddValue } from './odd-values.ts'

const pipelines = ['records', 'documents', 'binary', 'telemetry', 'flights']

/** Definitions that are sound, but for fields that a record may not have. */
const definition = fc.record(
  {
    format: fc.constantFrom('ndjson', 'csv', 'json', 'yaml'),
    steps: fc.array(
      fc.constantFrom<unknown>(
        { cast: { amount: 'number' } },
        { filter: 'amount > 0.0' },
        { derive: { twice: 'amount * 2.0' } },
        { rename: { a: 'b' } },
      ),
      { maxLength: 4 },
    ),
    schema: fc.constantFrom<unknown>({ type: 'object' }, { required: ['amount'] }, true),
  },
  { requiredKeys: ['format'] },
)

const sample = fc.oneof(
  fc.constantFrom('amount\n1\n', '{"amount":1}\n{"amount":"x"}\n', '[]', 'a: 1').map((text) => ({ text })),
  oddText.map((text) => ({ text })),
  fc.base64String().map((base64) => ({ base64 })),
  fc.constantFrom({ run: '{run}' }, { dataset: 'telemetry' }),
)

/** Members that mean something only when they name what there is. */
export const known: Record<string, fc.Arbitrary<unknown>> = {
  pipeline: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...pipelines) }, { weight: 1, arbitrary: oddText }),
  ids: fc.constant(['{quarantined}']),
  run: fc.constant('{run}'),
  definition,
  sample,
  pipelines: fc.dictionary(fc.constantFrom('fuzzed', 'none'), definition, { maxKeys: 2 }),
}

/**
 * Values that fit a schema of the API documents.
 * @param beyond by how much the largest of them are larger than they may be: lists, objects and texts. @default 0
 */
export function fitting(written: JsonSchema, beyond = 0): fc.Arbitrary<unknown> {
  const schema = resolvedSchema(written)
  if (schema['const'] !== undefined) return fc.constant(schema['const'])
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]))
  if (Array.isArray(schema['anyOf']))
    return fc.oneof(...(schema['anyOf'] as JsonSchema[]).map((each) => fitting(each, beyond)))
  switch (schema['type']) {
    case 'string':
      return text(schema, beyond)
    case 'integer':
      return fc.integer({ min: Number(schema['minimum'] ?? 0), max: Number(schema['maximum'] ?? 100_000) })
    case 'number':
      return fc.double({ min: Number(schema['minimum'] ?? 0), max: Number(schema['maximum'] ?? 1000), noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      return list(schema, beyond)
    case 'object':
      return object(schema, beyond)
  }
  return fc.jsonValue({ maxDepth: 2 })
}

function list(schema: JsonSchema, beyond: number): fc.Arbitrary<unknown> {
  const { minItems = 0, maxItems = 4 } = schema as { minItems?: number; maxItems?: number }
  const item = fitting((schema['items'] ?? {}) as JsonSchema, beyond)
  const short = fc.array(item, { minLength: minItems, maxLength: Math.min(maxItems, 4) })
  return sometimesGrown(short, 4, maxItems + beyond, (length) => item.map((each) => Array.from({ length }, () => each)))
}

/** Now and then as large as it may be, or nearly. */
function sometimesGrown<T>(
  usual: fc.Arbitrary<T>,
  usualMost: number,
  most: number,
  grown: (size: number) => fc.Arbitrary<T>,
): fc.Arbitrary<T> {
  if (most <= usualMost) return usual
  const large = fc.oneof(fc.integer({ min: usualMost, max: most }), fc.constant(most)).chain(grown)
  return fc.oneof({ weight: 25, arbitrary: usual }, { weight: 1, arbitrary: large })
}

function object(schema: JsonSchema, beyond: number): fc.Arbitrary<unknown> {
  const others = schema['additionalProperties']
  if (typeof others === 'object' && schema['properties'] === undefined)
    return dictionary(schema, fitting(others as JsonSchema, beyond), beyond)
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>)
  return fc.record(Object.fromEntries(properties.map(([name, each]) => [name, known[name] ?? fitting(each, beyond)])), {
    requiredKeys: (schema['required'] ?? []) as string[],
  })
}

function dictionary({ maxProperties = 3 }: JsonSchema, value: fc.Arbitrary<unknown>, beyond: number) {
  const few = fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9_-]{0,9}$/), value, { maxKeys: 3 })
  return sometimesGrown(few, 3, Number(maxProperties) + beyond, (size) =>
    value.map((each) => Object.fromEntries(Array.from({ length: size }, (_, n) => [`name-${n}`, each]))),
  )
}

function text(schema: JsonSchema, beyond: number): fc.Arbitrary<string> {
  const { pattern, format, minLength, maxLength } = schema as {
    pattern?: string
    format?: string
    minLength?: number
    maxLength?: number
  }
  if (format === 'date-time') {
    const years = { min: new Date('1001-01-01'), max: new Date('8998-01-01'), noInvalidDate: true }
    return fc.date(years).map((date) => date.toISOString())
  }
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern), { size: '-1' })
  const short = fc.string({ minLength: minLength ?? 0, maxLength: Math.min(maxLength ?? 30, 30) })
  return sometimesGrown(short, 30, (maxLength ?? 30) + beyond, (length) =>
    fc.constantFrom('x', 'ö', '\\').map((each) => each.repeat(length)),
  )
}

/** A value with something wrong in one place, or all of it. */
export function spoilt(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof(
    {
      weight: 3,
      arbitrary: fc
        .tuple(value, fc.nat(), oddValue, oddText)
        .map(([whole, at, odd, name]) => spoil(whole, at, odd, name)),
    },
    { weight: 1, arbitrary: oddValue },
  )
}

function spoil(value: unknown, at: number, odd: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return odd
  const keys = Object.keys(value)
  const turn = at % (keys.length + 2)
  if (Array.isArray(value))
    return turn < keys.length ? value.with(turn, spoil(value[turn], at >> 3, odd, name)) : [...value, odd]
  const members = Object.entries(value)
  if (turn === keys.length) return Object.fromEntries([...members, [name, odd]])
  if (turn > keys.length) return Object.fromEntries(members.slice(1))
  return Object.fromEntries(
    members.map(([key, each], index) => [key, index === turn ? spoil(each, at >> 3, odd, name) : each]),
  )
}
