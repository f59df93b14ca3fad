import { expect, test } from 'vitest'
import { differencesBetween } from './differences.ts'

test.each<[unknown, unknown, unknown[]]>([
  [{ a: 1 }, { a: 1 }, []],
  [
    { a: 1, b: [1, 2] },
    { a: '1', b: [1] },
    [
      { path: '/a', before: 1, after: '1' },
      { path: '/b/1', before: 2 },
    ],
  ],
  [{}, { 'a/b~': null }, [{ path: '/a~1b~0', after: null }]],
  [{ a: {} }, { a: [] }, [{ path: '/a', before: {}, after: [] }]],
  [{ a: { x: 1, y: 2 } }, { a: { y: 2, x: 1 } }, [{ path: '/a', before: { x: 1, y: 2 }, after: { y: 2, x: 1 } }]],
  [{ constructor: 1 }, {}, [{ path: '/constructor', before: 1 }]],
])('%j and %j', (before, after, differences) => {
  expect(differencesBetween(before, after)).toEqual({ differences, more: 0 })
})

test('many and large ones are told in part', () => {
  const before = Object.fromEntries(Array.from({ length: 150 }, (_, n) => [`k${n}`, n]))
  const { differences, more } = differencesBetween(before, {})
  expect([differences.length, more]).toEqual([100, 50])
  const long = 'n'.repeat(10_000)
  const below = differencesBetween({ [long]: before }, { [long]: {} })
  expect([below.differences.length, below.more]).toEqual([6, 144])
  const [large] = differencesBetween({}, { text: 'x'.repeat(5_000) }).differences
  expect(large!.after).toMatch(/^"x{990,}…$/)
})
