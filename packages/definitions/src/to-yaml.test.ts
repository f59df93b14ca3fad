import fc from 'fast-check'
import { expect, inject, it } from 'vitest'
import { parseYaml } from './parse-yaml.ts'
import { readDefinition } from './read-definition.ts'
import { toYaml } from './to-yaml.ts'

function read(written: unknown) {
  const found = readDefinition(written)
  if ('faults' in found) throw new Error(JSON.stringify(found.faults))
  return found.definition
}

function parse(text: string): unknown {
  const { value, fault } = parseYaml(text)
  if (fault) throw new Error(JSON.stringify(fault))
  return value
}

it('writes as people do', () => {
  const text = `description: Orders
format: csv
delimiter: ;
schema:
  type: object
  required: [ id, amount ]
  properties:
    id: { type: string, pattern: '^[A-Z]-[0-9]+$' }
    nested: { type: object }
steps:
  - filter: '!id.startsWith("TEST")'
  - cast: { amount: number, at: timestamp }
fixtures:
  - name: two lines
    input: |
      id,amount
      A-1,5
    expect:
      - { id: A-1, amount: 5 }
`
  expect(toYaml(read(parse(text)))).toBe(text)
})

it('shows a terminal nothing that it would obey', () => {
  const description = 'a\u009b31m\u202eb\u001b[31m\nc\u007f'
  const key = { '\u202ekey': 1 }
  const written = read({ description, format: 'json', schema: { default: [key, 'C:\\\u2066'] } })
  const text = toYaml(written)
  expect(text).toMatch(/^[\n -~]+$/)
  expect(read(parse(text))).toEqual(written)
})

const word = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
  fc.constantFrom(
    '',
    ' ',
    'yes',
    'null',
    '~',
    '1e3',
    '0x1f',
    '12345678901234567890',
    '- a',
    'a: b',
    '#',
    '<<',
    'a\n',
    '\n\na',
    'a \n b\t\n',
    '"',
    "'",
    '\r\n',
    '---',
    '{',
    'é,',
    '\u009b1m\\\u202e',
  ),
)
const value = fc.oneof(
  word,
  fc.jsonValue({ stringUnit: 'grapheme' }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)

it('loses nothing, whatever a pipeline says', () => {
  const fixture = fc.record({
    name: word.filter((text) => text !== ''),
    input: word,
    expect: fc.array(value, { maxLength: 3 }),
  })
  const definition = fc.record({
    description: word,
    format: fc.constant('json'),
    nulls: fc.array(word, { maxLength: 3 }),
    schema: fc.record({
      type: fc.constant('object'),
      enum: fc.array(value, { minLength: 1, maxLength: 4 }),
      title: word,
    }),
    fixtures: fc.array(fixture, { maxLength: 3 }),
  })
  fc.assert(
    fc.property(definition, (written) => {
      const found = readDefinition(JSON.parse(JSON.stringify(written)))
      if ('faults' in found) return
      const again = read(parse(toYaml(found.definition)))
      expect(JSON.stringify(again)).toBe(JSON.stringify(found.definition))
    }),
    { numRuns: 200 * inject('fuzzTimes'), seed: inject('fuzzSeed') },
  )
})
