import { expect, test } from 'vitest'
import type { RecordRow } from '../../data/datasets.ts'
import { nextSort, queryOf, viewOf } from './record-view.ts'
import { sortRows } from './sort-rows.ts'

const rows = [10, 9, null, 'b', 'a', undefined, 2].map((v, index) => ({
  index,
  record: { v },
})) as unknown as RecordRow[]
const valuesOf = (all: RecordRow[]) => all.map(({ record }) => record['v'])

test('numbers and texts are in order among themselves, and what is not there is last', () => {
  expect(valuesOf(sortRows(rows, { field: 'v', isDescending: false }))).toEqual([2, 9, 10, 'a', 'b', null, undefined])
  expect(valuesOf(sortRows(rows, { field: 'v', isDescending: true }))).toEqual(['b', 'a', 10, 9, 2, null, undefined])
  expect(sortRows(rows, undefined)).toBe(rows)
})

test('a view survives its way through the address', () => {
  const view = { conditions: [['a b', 'is', '"']], columns: ['a,b', 'c'], sort: { field: '-x', isDescending: true } }
  const query = new URLSearchParams(queryOf(view as never) as Record<string, string>).toString()
  expect(viewOf(Object.fromEntries(new URLSearchParams(query)))).toEqual(view)
  expect(viewOf({})).toEqual({ conditions: [], columns: undefined, sort: undefined })
  expect(viewOf({ columns: '{', filter: '[' })).toEqual(viewOf({}))
})

test('a head sorts upwards, downwards, and no more', () => {
  const up = nextSort(undefined, 'a')
  const down = nextSort(up, 'a')
  expect([up?.isDescending, down?.isDescending, nextSort(down, 'a')]).toEqual([false, true, undefined])
  expect(nextSort(down, 'b')).toEqual({ field: 'b', isDescending: false })
})
