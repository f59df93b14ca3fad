import { expect, test } from 'vitest'
import { exactNumber } from './decimal-number.ts'

test.each<[string, number | string | undefined]>([
  ['1.0', 1],
  ['1e2', 100],
  ['0.10', 0.1],
  ['-0', -0],
  ['-0.0e5', -0],
  ['9007199254740992', 2 ** 53],
  ['9007199254740993', '9007199254740993'],
  ['12345678901234567168', '12345678901234567168'],
  ['100000000000000000000000', 1e23],
  ['1884518522.1684267241', '1884518522.1684267241'],
  ['0.1000000000000000055', '0.1000000000000000055'],
  ['0.30000000000000004', 0.30000000000000004],
  ['5e-324', 5e-324],
  ['4.9e-324', '4.9e-324'],
  ['1e-400', undefined],
  ['0e-400', 0],
  ['1e400', undefined],
  ['one', undefined],
])('%s', (text, expected) => expect(exactNumber(text)).toBe(expected))

test('zeros by the million are read at the price of their length', () => {
  const zeros = '0'.repeat(1_000_000)
  const began = performance.now()
  expect(exactNumber(`0.1${zeros}1`)).toBe(`0.1${zeros}1`)
  expect(performance.now() - began).toBeLessThan(1000)
})
