import { expect, test } from 'vitest'
import { matches } from './matches.ts'

test.each([
  ['sales', undefined, true],
  ['sales', '*', true],
  ['sales', 'sales', true],
  ['sales', 'sale', false],
  ['sales-eu', 'sales-*', true],
  ['sales', 'sales-*', false],
  ['eu-sales', '*-sales', true],
  ['eu-sales-2', '*-sales', false],
  ['raw-sales-eu', '*sales*', true],
  ['ab', 'a*b', true],
  ['a', 'a*a', false],
  ['abcbc', 'a*bc', true],
  ['aXbXc', 'a*b*c', true],
  ['acb', 'a*b*c', false],
  ['x_y', 'x_*', true],
])('%s as %s: %s', (name, pattern, expected) => {
  expect(matches(name, pattern)).toBe(expected)
})
