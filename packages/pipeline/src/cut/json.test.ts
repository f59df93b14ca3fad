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
    ['two on a line behind others', '{"a":1}\n{"a":2}'],
    ['a line, then one over lines', '{"a":1}\n{\n"a":2\n}\n'],
    ['several arrays', '[{"a":1}]\n[]\n[{"a":2}]'],
    ['an array and a value', '[{"a":1}]{"a":2}'],
    ['a comma at the end', '[{"a":1},{"a":2} , ]'],
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
  ['a comma is missing', '[{"a":1}}'],
  ['an object is cut off', '{"a":1,\n"b":'],
  ['commas alone are in an array', '[,]'],
  ['a comma stands between objects', '{\n"a":1} , {"a":2}'],
  ['it is no JSON at all', '<xml/>'],
])('when %s, the input is malformed', (_, input) => {
  for (const pieceBytes of [1, 1000]) {
    expect(() => cutInput('json', input, { pieceBytes })).toThrow(expect.objectContaining({ code: 'malformed-input' }))
  }
})

test('two on a line are read as two, and what stands between values is refused by itself', () => {
  const input = '{"k":1}\n{"k":2}{"k":3}\n{"k":4} {"k":5}\n{"k":6}TRAILER\n[{"k":7}] x, {"k":8}'
  for (const pieceBytes of [1, 1000]) {
    const { records, refused } = runInput('json', input, {}, { pieceBytes })
    expect(records).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((k) => ({ k })))
    expect(refused.map(({ original }) => original)).toEqual(['TRAILER', 'x,'])
  }
})

test('a broken line among lines costs only itself', () => {
  const { records, refused } = runInput('json', '{"a":1}\n{"a":oops\n{"a":"\n{"a":2}\n')
  expect(records).toEqual([{ a: 1 }, { a: 2 }])
  expect(refused).toHaveLength(2)
})

test('the place is told, and the last good record', () => {
  const told = 'Expected a value, at byte 13; the last whole record is number 1, up to byte 12'
  expect(() => cutInput('json', '\uFEFF [{"a":1},,')).toThrow(told)
  const cut = 'The input ends in the middle of a value, at byte 15; the last whole record is number 1, up to byte 8'
  expect(() => cutInput('json', '[{"a":1},{"a":2')).toThrow(cut)
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
