import { expect, test } from 'vitest'
import { differencesOf } from './differences.ts'

test('what differs is told place by place', () => {
  const before = { format: 'csv', steps: [{ cast: { a: 'number', 'b/c~d': 'number' } }], live: false }
  const after = { format: 'csv', steps: [{ cast: { a: 'decimal' } }, { filter: 'a > 0' }], schema: null, live: false }
  expect(differencesOf(before, after)).toEqual([
    { path: '/steps/0/cast/a', before: 'number', after: 'decimal' },
    { path: '/steps/0/cast/b~1c~0d', before: 'number', after: undefined },
    { path: '/steps/1', before: undefined, after: { filter: 'a > 0' } },
    { path: '/schema', before: undefined, after: null },
  ])
  expect(differencesOf(after, after)).toEqual([])
  expect(differencesOf({ a: [] }, { a: {} })).toEqual([{ path: '/a', before: [], after: {} }])
})
