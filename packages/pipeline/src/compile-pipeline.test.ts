import type { Format, Recipe } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { compilePipeline } from './compile-pipeline.ts'
import { cutInput } from './testing/cut-input.ts'
import { runInput } from './testing/run-input.ts'
import { testHost } from './testing/test-host.ts'

const recipe: Recipe = {
  name: 'telemetry',
  format: 'json',
  dataset: 'telemetry',
  mode: 'append',
  onInvalid: 'quarantine',
  steps: [{ cast: { cpu: 'number' } }, { filter: 'cpu >= 0' }, { derive: { level: 'cpu > 80 ? "high" : "low"' } }],
  schema: { type: 'object', properties: { cpu: { maximum: 100, type: 'number' } } },
}
const input = '[{"cpu":"50"},{"cpu":-1},{"cpu":101},7,{"cpu":"hot"},{"cpu":90},{"cpu": 200}]'

test('the books balance and each refusal tells stage, code, position and the record as it came', () => {
  const { records, refused, counts } = runInput('json', input, recipe)
  expect(records).toEqual([
    { cpu: 50, level: 'low' },
    { cpu: 90, level: 'high' },
  ])
  expect(counts).toEqual({ in: 7, filtered: 1, stored: 2 })
  expect(refused.map(({ field }) => field)).toEqual(['cpu', undefined, 'cpu', 'cpu'])
  expect(refused).toMatchObject([
    {
      position: 2,
      stage: 'validate',
      code: 'schema-violation',
      original: '{"cpu":101}',
      reason: 'cpu must be <= 100, but is 101',
    },
    { position: 3, stage: 'transform', code: 'not-an-object', original: '7' },
    { position: 4, stage: 'transform', code: 'cast-failed', original: '{"cpu":"hot"}' },
    { position: 6, stage: 'validate', code: 'schema-violation', original: '{"cpu": 200}' },
  ])
})

test('a reason says what a step made of a field, and names all casts that fail', () => {
  const { refused } = runInput('ndjson', '{"cpu":"x","mem":"y","n":"1"}\n{"cpu":1,"mem":2,"note":"a"}\n', {
    steps: [{ cast: { cpu: 'number', n: 'integer', mem: 'number' } }, { derive: { note: 'note + "!"' } }],
    schema: { properties: { note: { maxLength: 1 }, cpu: { minimum: 5 } } },
  })
  expect(refused.map(({ reason }) => reason)).toEqual([
    '"cpu" is no number: "x", "x" stands in it; "mem" is no number: "y", "y" stands in it',
    'note must NOT have more than 1 characters, but is "a!" (sent as "a"); cpu must be >= 5, but is 1',
  ])
})

test('the audit judges what was stored, not what transform saw', () => {
  const { transform, audit } = compilePipeline(recipe, testHost)
  expect(audit(transform(cutInput('json', input)[0]!).stored)).toBe(2)
  const tampered = new TextEncoder().encode('{"cpu":1}\n{"cpu":2}\n{"cpu":300}\n')
  expect(() => audit(tampered)).toThrow('the schema does not accept record 2')
})

test('without a schema stored records are still read and counted', () => {
  const { audit } = compilePipeline({ ...recipe, schema: undefined }, testHost)
  expect(audit(new TextEncoder().encode('{}\n{}\n'))).toBe(2)
  expect(() => audit(new TextEncoder().encode('{}\n{'))).toThrow('Damaged frame')
  expect(() => audit(new TextEncoder().encode('{}\nx\n'))).toThrow(SyntaxError)
})

test('a slice of which nothing is left is an empty frame', () => {
  const { transform, audit } = compilePipeline(recipe, testHost)
  const { stored, counts } = transform(cutInput('json', '[{"cpu":-1}]')[0]!)
  expect(counts).toEqual({ in: 1, filtered: 1, stored: 0 })
  expect(audit(stored)).toBe(0)
})

test('the same slice always gives the same bytes', () => {
  const { transform } = compilePipeline(recipe, testHost)
  const slice = cutInput('json', input)[0]!
  expect(transform(slice)).toEqual(transform(slice))
})

test.each<[Format, string, (string | undefined)[]]>([
  [
    'csv',
    'cpu,by\nhot,"a ""b"""\n1,2,3\n101,c\n',
    ['{"cpu":"hot","by":"a \\"b\\""}', undefined, '{"cpu":"101","by":"c"}'],
  ],
  ['msgpack', '\x81\xa3cpu\xa3hot\xd4\x01\x02\x81\xa3cpu\x65', ['{"cpu":"hot"}', undefined, '{"cpu":101}']],
  ['cbor', '\xa1ccpuchot\xc9\x01\xa1ccpu\x18\x65', ['{"cpu":"hot"}', undefined, '{"cpu":101}']],
  ['ndjson', '{"cpu":"hot"}\n{\n{"cpu":101}', [undefined, undefined, undefined]],
])(
  'a refusal of %s carries the record before the steps, where it could be read and is no JSON',
  (format, text, expected) => {
    const { refused } = runInput(
      format,
      Uint8Array.from(text, (char) => char.charCodeAt(0)),
      recipe,
    )
    expect(refused.map(({ record }) => record)).toEqual(expected)
  },
)
