import { expect, test } from 'vitest'
import { parseInOrder } from '../decode/parse-in-order.ts'
import { isNumberLike, namesOf, remove } from './field-order.ts'
import { jsonOf } from './json-of.ts'
import { put, putLast } from './put.ts'
import type { Row } from './row.ts'

test.each(['0', '7', '2020', '4294967294', '4294967295', '007'])('%s is like a number', (name) => {
  expect(isNumberLike(name)).toBe(true)
})

test.each(['', '-1', '1.5', '1e3', ' 1', '1a', '12345678901', '٣', 'a'])('%j is not', (name) => {
  expect(isNumberLike(name)).toBe(false)
  expect(Object.keys({ b: 1, [name]: 2 })).toEqual(['b', name])
})

test('new fields come last, those that are there stay where they are, and none is behind its own removal', () => {
  const row: Row = { a: 1 }
  putLast(row, '2', 2)
  row.b = 3
  putLast(row, '1', 4)
  put(row, '2', 5)
  put(row, 'a', 6)
  expect(jsonOf(row)).toBe('{"a":6,"2":5,"b":3,"1":4}')
  remove(row, '2')
  remove(row, 'a')
  putLast(row, '2', 7)
  row.a = 8
  expect(namesOf(row)).toEqual(['b', '1', '2', 'a'])
})

test('an order deep within is kept on the way to it', () => {
  const text = '{"a":[[{"b":1,"0":{"c":{},"9":[],"8":0}}]]}'
  expect(jsonOf(parseInOrder(text))).toBe(text)
})
