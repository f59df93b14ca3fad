import { expect, test } from 'vitest'
import { hasFewValues } from './few-values.ts'

test.each([
  [{}, 0],
  [1, 0],
  [{ a: 1, b: 'x', c: null }, 3],
  [{ a: { b: { c: 1 } } }, 3],
  [{ a: [1, 2, [3]] }, 5],
])('%j holds %i values', (record, values) => {
  expect(hasFewValues(record, values)).toBe(false)
  expect(hasFewValues(record, values + 1)).toBe(true)
})

test('a long list is told without looking into it', () => {
  const list = new Proxy(Array.from({ length: 100 }), {
    ownKeys: () => {
      throw new Error('looked into')
    },
  })
  expect(hasFewValues(list, 100)).toBe(false)
})
