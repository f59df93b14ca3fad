import { expect, test } from 'vitest'
import { parseTogether } from './parse-together.ts'

test.each([
  ['', []],
  ['{}\n', [{}]],
  ['{"a":1}\n{"a":"}\\n{"}\r\n', [{ a: 1 }, { a: '}\n{' }]],
])('%j', (text, values) => {
  expect(parseTogether(text)).toEqual(values)
})

test.each([
  ['a line that is two', '{},{}\n'],
  ['two lines that would make up one', '{"a":"}\n{"}\n'],
  ['lines too many and too few', '{"a":[{}\n{}]}\n{},{}\n'],
  ['a list that is left open', '{"a":[{}\n{}]}\n'],
  ['a line that goes on', '{"a":\n{}}\n'],
  ['no object', '{}\n1\n'],
  ['a blank line', '{}\n\n{}\n'],
  ['a space before', ' {}\n'],
  ['a mark before', '\ufeff{}\n'],
  ['a line without an end', '{}\n{}'],
  ['a list, which is safe only by itself', '{"a":[]}\n'],
])('leaves to others %s', (_, text) => {
  expect(parseTogether(text)).toBeNull()
})
