import { maxPageBytes } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { pageOf } from './page.ts'

const things = (...lengths: number[]) => lengths.map((length, n) => ({ id: String(n), text: '\u0001'.repeat(length) }))
const page = (found: { id: string }[], limit: number) => {
  const { items, next } = pageOf(found, limit, ({ id }) => id)
  return [items.map(({ id }) => id), next]
}

test('a page has as many as asked for, and says whether there are more', () => {
  expect(page(things(1, 1, 1), 2)).toEqual([['0', '1'], '1'])
  expect(page(things(1, 1), 2)).toEqual([['0', '1'], null])
  expect(page([], 2)).toEqual([[], null])
})

test('a page ends where it is full, counted as it is sent, and has one thing at least', () => {
  // Six bytes a character as JSON.
  const half = Math.floor(maxPageBytes / 12)
  expect(page(things(half - 1000, half - 1000, 10, 10), 9)).toEqual([['0', '1', '2', '3'], null])
  expect(page(things(half, half, 10), 9)).toEqual([['0'], '0'])
  expect(page(things(half * 9, 10), 9)).toEqual([['0'], '0'])
})
