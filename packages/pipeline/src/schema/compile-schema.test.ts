import { describe, expect, test } from 'vitest'
import { compileSchema } from './compile-schema.ts'
import { schemaFault } from './schema-fault.ts'

const schema = {
  $id: 'https://example.net/machine',
  type: 'object',
  properties: {
    cpu: { type: 'number', maximum: 100 },
    at: { type: 'string', format: 'date-time' },
    level: { enum: ['ok', 'bad'] },
  },
  required: ['cpu', 'host'],
  additionalProperties: { $ref: '#/$defs/text' },
  $defs: { text: { type: 'string' } },
}

/** What becomes of a record that is not accepted. */
function refusalOf(schema: unknown, record: unknown): { field: string | undefined; reason: string } {
  const compiled = compileSchema(schema)
  expect(compiled.accepts(record)).toBe(false)
  const { field, reason } = schemaFault(compiled, record)
  return { field, reason }
}

test.each<[record: unknown, field: string, reason: string]>([
  [{ cpu: 101, host: 'a' }, 'cpu', 'cpu must be <= 100, but is 101'],
  [{ cpu: 1 }, 'host', 'host is missing'],
  [{ cpu: 1, host: 5 }, 'host', 'host must be string, but is 5'],
  [
    { cpu: 1, host: 'a', at: '2026-02-30T00:00:00.000Z' },
    'at',
    'at must match format "date-time", but is "2026-02-30T00:00:00.000Z"',
  ],
  [{ cpu: 1, host: 'a', level: 'meh' }, 'level', 'level must be one of ["ok","bad"], but is "meh"'],
  [{ cpu: 1, host: 'a', 'a/b~c': 1 }, 'a/b~c', '"a/b~c" must be string, but is 1'],
  [{ cpu: 1, host: 'a', ' b': 1 }, ' b', '" b" must be string, but is 1'],
  [{ cpu: 1, host: 'a', ['x'.repeat(200)]: 1 }, 'x'.repeat(200), `"${'x'.repeat(79)}… must be string, but is 1`],
])('%j is not accepted, and it says why', (record, field, reason) => {
  expect(refusalOf(schema, record)).toEqual({ field, reason })
})

describe('a reason', () => {
  const three = { required: ['a', 'b', 'c'], properties: { a: { type: 'number' }, b: { type: 'integer' }, c: {} } }

  test('names all that is wrong with a record', () => {
    const { reason, field } = refusalOf(three, { a: 'x', b: null, ' C ': 1 })
    expect(reason).toBe(
      'c is missing: there is " C ", rename it; a must be number, but is "x": say [number, string] in the schema if it comes so now; ' +
        'b must be integer, but is null: say [integer, null] in the schema where it may be missing',
    )
    expect(field).toBe('c')
  })

  test('says what to do where that is plain', () => {
    const { reason } = refusalOf(
      { properties: { a: { type: ['integer', 'null'] }, at: { format: 'date-time' } } },
      { a: '5', at: '2026-03-01 12:00' },
    )
    expect(reason).toBe(
      'a must be integer or null, but is "5": cast it to integer; at must match format "date-time", but is "2026-03-01 12:00": cast it to timestamp',
    )
  })

  test('tells alternatives as such, and nothing twice', () => {
    const schema = JSON.parse(`{
      "properties": {
        "a": { "anyOf": [{ "type": "string", "minLength": 3 }, { "type": "null" }] },
        "l": { "contains": { "type": "number" } }
      },
      "if": { "required": ["a"] },
      "then": { "required": ["b"] }
    }`) as unknown
    const { reason } = refusalOf(schema, { a: 'x', l: ['y'] })
    expect(reason.split('; ')).toEqual([
      'b is missing',
      'a must NOT have fewer than 3 characters or must be null, but is "x"',
      'l must contain at least 1 valid item(s)',
    ])
  })

  test('names as many as it has room for, and counts the others', () => {
    const record = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`ä field ${n}`, n]))
    const { reason } = refusalOf({ additionalProperties: { type: 'string' } }, record)
    expect(reason).toMatch(/^"ä field 0" must be string, but is 0; .*; and 4\d\d more$/)
    expect(new TextEncoder().encode(reason).length).toBeLessThanOrEqual(1000)
  })

  test('takes no longer than reading the record does, however much is wrong with it', () => {
    const compiled = compileSchema({ additionalProperties: { anyOf: [{ type: 'string' }, { type: 'null' }] } })
    for (const count of [10, 900, 100_000]) {
      const record = Object.fromEntries(Array.from({ length: count }, (_, n) => [`f${n}`, n]))
      const text = JSON.stringify(record)
      expect(compiled.accepts(record)).toBe(false)
      expect(schemaFault(compiled, record).reason).toMatch(/^f0 must be string or must be null, but is 0/)
      expect(timeOf(() => schemaFault(compiled, record))).toBeLessThan(5 * timeOf(() => JSON.parse(text)) + 20)
    }
  })
})

/** In milliseconds, at best. */
function timeOf(work: () => unknown): number {
  const times = Array.from({ length: 5 }, () => {
    const began = performance.now()
    work()
    return performance.now() - began
  })
  return Math.min(...times)
}

test.each([
  '2026-01-02T03:04:05.678Z',
  '2024-02-29T00:00:00.000Z',
  '2026-01-31T00:00:00Z',
  '2026-01-02t03:04:05+01:00',
])('%s is a time', (at) => {
  expect(compileSchema(schema).accepts({ cpu: 1, host: 'a', at })).toBe(true)
})

test('two pipelines may have schemas of one name', () => {
  expect(compileSchema(schema).accepts({ cpu: 1, host: 'a' })).toBe(true)
  expect(compileSchema({ $id: schema.$id, type: 'object' }).accepts({})).toBe(true)
})

test('no text makes a pattern backtrack', () => {
  const bad = ['^(a+)+$', '^(a|a)*$', '(x+x+)+y', '^(.*),(.*),(.*),(.*),b$', '\\d+\\d+\\d+x']
  const text = 'a'.repeat(50_000) + '1'.repeat(50_000)
  const compiled = bad.map((pattern) => compileSchema({ properties: { text: { type: 'string', pattern } } }))
  const began = performance.now()
  for (const each of compiled) expect(each.accepts({ text })).toBe(false)
  expect(performance.now() - began).toBeLessThan(2_000)
  expect(compileSchema({ patternProperties: { '^(a+)+$': { type: 'string' } } }).accepts({ aa: 1 })).toBe(false)
})

describe('a schema is refused', () => {
  const deep = (levels: number): object => (levels === 0 ? {} : { properties: { a: deep(levels - 1) } })
  test.each<[what: string, schema: unknown, path: string]>([
    ['when it is no object', 'text', 'schema'],
    [
      'when it refers elsewhere',
      { properties: { a: { $ref: 'http://169.254.169.254/x' } } },
      'schema.properties.a.$ref',
    ],
    ['when it refers to nothing', { $ref: '#/$defs/x' }, 'schema'],
    ['for a keyword nobody knows', { typo: 1 }, 'schema'],
    ['for a format nobody knows', { type: 'string', format: 'nope' }, 'schema'],
    ['when it is deep', deep(3000), `schema${'.properties.a'.repeat(16)}.properties`],
    [
      'when it is wide',
      { properties: Object.fromEntries(Array.from({ length: 501 }, (_, n) => [`p${n}`, {}])) },
      'schema.properties',
    ],
    ['when it is large', { description: 'x'.repeat(70_000) }, 'schema'],
    ['for a pattern that looks around', { properties: { a: { pattern: '^(?=b)c' } } }, 'schema.properties.a.pattern'],
    ['for a pattern that refers back', { patternProperties: { '(a)\\1': {} } }, 'schema.patternProperties'],
    ['for what only Ajv knows', { properties: { a: { $async: true } } }, 'schema.properties.a.$async'],
    ['when it speaks of __proto__', JSON.parse('{"properties":{"__proto__":{}}}'), 'schema.properties.__proto__'],
    ['when it asks what contains left over', { contains: { const: 1 }, unevaluatedItems: false }, 'schema'],
    ['when a dynamic reference may lead elsewhere', { $defs: { a: { $id: 'x' } }, $dynamicRef: '#a' }, 'schema'],
  ])('%s', (_, bad, path) => {
    expect(() => compileSchema(bad)).toThrow(expect.objectContaining({ name: 'RecipeError', path }))
  })

  test('and never runs what is written in it', () => {
    const code = '";globalThis.ran = true;//`\u2028'
    const odd = { $id: code, properties: { [code]: { const: code, default: code } }, required: [code] }
    expect(compileSchema(odd).accepts({ [code]: code })).toBe(true)
    expect(globalThis).not.toHaveProperty('ran')
  })
})

test('what is wrong under alternatives that lead back into the schema is told at once', () => {
  const branch = (kind: string) => ({
    required: ['kind', 'left'],
    properties: { kind: { const: kind }, left: { $ref: '#/$defs/n' } },
  })
  const tree = {
    $ref: '#/$defs/n',
    $defs: { n: { anyOf: [{ type: 'number' }, ...['add', 'mul', 'sub'].map(branch)] } },
  }
  let record: unknown = {}
  for (let depth = 0; depth < 40; depth++) record = { kind: 'add', left: record }
  const began = performance.now()
  refusalOf(tree, record)
  refusalOf({ items: { anyOf: Array.from({ length: 200 }, () => ({ type: 'null' })) } }, Array(990).fill(1))
  expect(performance.now() - began).toBeLessThan(2_000)
})
