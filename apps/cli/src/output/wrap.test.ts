import stringWidth from 'string-width'
import { expect, it } from 'vitest'
import { wrapped } from './wrap.ts'

it('breaks between words, and within those that are wider than a line', () => {
  expect(wrapped('198 of 199 are whole numbers', 12)).toEqual(['198 of 199', 'are whole', 'numbers'])
  expect(wrapped('a abcdefghij b', 4)).toEqual(['a', 'abcd', 'efgh', 'ij b'])
  expect(wrapped('東京東京', 5)).toEqual(['東京', '東京'])
  expect(wrapped('', 5)).toEqual([''])
  expect(wrapped('東', 1).map((line) => stringWidth(line))).toEqual([2])
})
