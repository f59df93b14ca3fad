import { expect, test } from 'vitest'
import { refuseDeep } from './refuse-deep.ts'

const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels))

test('a hundred levels pass, one more does not, and a hundred thousand are refused as calmly', () => {
  expect(() => refuseDeep(nested(100))).not.toThrow()
  expect(() => refuseDeep({ a: { b: nested(98) } })).not.toThrow()
  expect(() => refuseDeep(nested(101))).toThrow('nested')
  expect(() => refuseDeep({ a: nested(100) })).toThrow('nested')
  expect(() => refuseDeep(nested(100_000))).toThrow('nested')
})
