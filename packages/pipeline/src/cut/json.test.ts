import { describe, expect, test } from 'vitest'
import { cutInput } from '../testing/cut-input.ts'
import { runInput } from '../testing/run-input.ts'

describe('what the input starts with decides', () => {
  test.each([
    ['an array', ' [ {"a":1} , {"a":2} ] '],
    ['an array over lines', '[\n  {"a":\n1},\r\n  {"a":2}\n]\n'],
    ['lines', '{"a":1}\n{"a":2}\n'],
    ['objects over lines', '{\n"a":1\n}\n\n{"a":2}'],
    ['objects side by side', '{"a":1}{"a":2}'],
    ['a first line that only looks whole', '{"a":1} {\n"a":2}'],
  ])('%s', (_, input) => {
    expect(runInput('json', input)).toMatchObject({ records: [{ a: 1 }, { a: 2 }], refused: [] })
  })

  test('one object is one record', () => {
    expect(runInput('json', '{"a":{"b":[1,{"c":"]}"}]}}').records).toEqual([{ a: { b: [1, { c: ']}' }] } }])
  })

  test('scalars are refused one by one', () => {
    expect(runInput('json', '5').refused).toMatchObject([{ position: 0, code: 'not-an-object', original: '5' }])
    expect(runInput('json', '[1,"a",null,[2],{"a":1}]').refused.map(({ code }) => code)).toEqual(
      Array(4).fill('not-an-object'),
    )
  })
})

test('strings with quotes, backslashes and brackets do not end a record', () => {
  const tricky = [{ a: '\\' }, { a: '\\"},{' }, { a: ']' }, { '}': '\\\\\\"' }]
  for (const text of [JSON.stringify(tricky), tricky.map((record) => JSON.stringify(record)).join('')]) {
    for (let pieceBytes = 1; pieceBytes < 9; pieceBytes++) {
      expect(runInput('json', text, {}, { pieceBytes }).records).toEqual(tricky)
    }
  }
})

test('an element that is no JSON is refused and the rest goes on', () => {
  const { records, refused } = runInput('json', '[{"a":1},{"a":oops},{"a" 2},{"a":"line\nfeed"},{"a":4}]')
  expect(records).toEqual([{ a: 1 }, { a: 4 }])
  expect(refused.map(({ position, code }) => [position, code])).toEqual([
    [1, 'malformed-record'],
    [2, 'malformed-record'],
    [3, 'malformed-record'],
  ])
})

test.each([
  ['the array is cut off', '[{"a":1},{"a":2}'],
  ['an element is cut off', '[{"a":1},{"a":'],
  ['a string is cut off', '[{"a":"x'],
  ['an element is missing', '[{"a":1},,{"a":2}]'],
  ['a comma is too much', '[{"a":1},]'],
  ['a comma is missing', '[{"a":1}}'],
  ['something follows the array', '[{"a":1}] x'],
  ['an object is cut off', '{"a":1,\n"b":'],
  ['something stands between objects', '{\n"a":1} x {"a":2}'],
  ['it is no JSON at all', '<xml/>'],
])('when %s, the input is malformed', (_, input) => {
  for (const pieceBytes of [1, 1000]) {
    expect(() => cutInput('json', input, { pieceBytes })).toThrow(expect.objectContaining({ code: 'malformed-input' }))
  }
})

test('the place is told', () => {
  expect(() => cutInput('json', '\uFEFF [{"a":1}] x')).toThrow('There is more after the end of the array, at byte 14')
})

test('a record nested too deeply is refused, a very deep one too', () => {
  const deep = (levels: number) => `{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`
  const { records, refused } = runInput(
    'json',
    `[${deep(63)},${deep(64)},${deep(60_000)},${'['.repeat(60_000)}${']'.repeat(60_000)}]`,
  )
  expect(records).toHaveLength(1)
  expect(refused.map(({ code }) => code)).toEqual(Array(3).fill('malformed-record'))
})

test('what the input is does not depend on how much of it is at hand when its first record is too large', () => {
  const limits = { sliceBytes: 1, maxRecordBytes: 1 }
  for (const input of ['{} {}', '{"a":1} {"b":2}\n{}', '{}\n{}']) {
    const whole = cutInput('json', input, { limits })
    expect(cutInput('json', input, { limits, pieceBytes: 1 })).toEqual(whole)
    expect(cutInput('json', input, { limits, pieceBytes: 2 })).toEqual(whole)
  }
})
