import { expect, test } from 'vitest'
import { askOfEnvelope } from './ask-of-envelope.ts'
import type { Declared } from './look-at.ts'

const declared: Declared = { format: 'json', reading: {}, asSent: true }

/** In pieces of each size: how the bytes come says nothing. */
function asked(input: string): string | undefined {
  const bytes = new TextEncoder().encode(input)
  const answers = [1, 7, bytes.length || 1].map((step) => {
    const question = askOfEnvelope(declared)!
    for (let i = 0; i < bytes.length; i += step) question.push(bytes.subarray(i, i + step))
    try {
      question.end()
      return undefined
    } catch (error) {
      return (error as Error).message
    }
  })
  expect(new Set(answers).size).toBe(1)
  return answers[0]
}

const long = `{"next":null,"data":[${Array.from({ length: 204 }, (_, n) => `{"n":${n},"tags":["]",{}]}`).join(', ')}]}`

test('a lone object with a list of objects is asked about, with what to say', () => {
  expect(asked(long)).toBe(
    '1 record with a list "data" of 204: its items? Say records=/data, or records= with nothing behind it to publish the record as it is',
  )
})

test.each([
  ['a byte order mark', '\ufeff{"data":[{},{}]}', '/data'],
  ['blanks around it', '\n {"data" : [ {}, {} ] }\n\n', '/data'],
  ['the longest list', '{"errors":[{},{}],"data":[{},{},{}]}', '/data'],
  ['objects around it', '{"result":{"page":1,"data":[{},{}]},"ok":true}', '/result/data'],
  ['a longer list further down', '{"errors":[{},{}],"a":{"b":{"c":[{},{},{}]}}}', '/a/b/c'],
  ['lists in its items', '{"data":[{"tags":[{},{},{}]},{}]}', '/data'],
  ['signs of the pointer in the name', String.raw`{"a\/b~":[{},{}]}`, '/a~1b~0'],
])('with %s', (_what, input, pointer) => {
  expect(asked(input)).toContain(`records=${pointer},`)
})

test.each([
  ['two objects', '{"data":[{},{}]}\n{"data":[{},{}]}'],
  ['a list', '[{"data":[{},{}]}]'],
  ['a list of one', '{"data":[{"a":1}]}'],
  ['a list of plain values', '{"data":[1,2,3],"text":"[{},{}]"}'],
  ['a list in a list', '{"data":[[{},{}],[{},{}]]}'],
  ['a list deeper than anybody looks', `${'{"a":'.repeat(20)}[{},{}]${'}'.repeat(20)}`],
  ['a list under a name too long to be said', `{"${'a'.repeat(600)}":[{},{}]}`],
  ['an object that is cut off', '{"data":[{},{}]'],
  ['nothing', ''],
])('%s is not asked about', (_what, input) => {
  expect(asked(input)).toBeUndefined()
})

test.each<[string, Declared]>([
  ['another format', { ...declared, format: 'ndjson' }],
  ['what is said', { ...declared, reading: { records: '' } }],
  ['what nobody can answer', { ...declared, asSent: false }],
])('%s is not asked about at all', (_what, said) => {
  expect(askOfEnvelope(said)).toBeUndefined()
})
