import { describe, expect, test } from 'vitest'
import { compileSchema } from './compile-schema.ts'

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

test.each<[record: unknown, field: string, reason: string]>([
  [{ cpu: 101, host: 'a' }, 'cpu', 'cpu must be <= 100'],
  [{ cpu: 1 }, 'host', "The record must have required property 'host'"],
  [{ cpu: 1, host: 5 }, 'host', 'host must be string'],
  [{ cpu: 1, host: 'a', at: '2026-02-30T00:00:00.000Z' }, 'at', 'at must match format "date-time"'],
  [{ cpu: 1, host: 'a', level: 'meh' }, 'level', 'level must be equal to one of the allowed values: ["ok","bad"]'],
  [{ cpu: 1, host: 'a', 'a/b~c': 1 }, 'a/b~c', 'a~1b~0c must be string'],
  [{ cpu: 1, host: 'a', ['x'.repeat(1000)]: 1 }, 'x'.repeat(1000), `${'x'.repeat(1000)} must be string`],
])('%j is not accepted, and it says why', (record, field, reason) => {
  const compiled = compileSchema(schema)
  expect(compiled.accepts(record)).toBe(false)
  expect(compiled.reason()).toBe(reason)
  expect(compiled.field()).toBe(field)
})

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
    ['when it compares all items of any list', { type: 'array', uniqueItems: true }, 'schema.uniqueItems'],
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
