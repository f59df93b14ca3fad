import { expect, it } from 'vitest'
import { asJson, asLines } from './columns.ts'

const rows = [
  { id: 'a', counts: { in: 2, loaded: 1 }, error: null, tags: ['x'] },
  { id: 'b\tc\nd', counts: { in: 0, loaded: 0 }, error: { code: 'failed' } },
]

it('gives parts between tabs, a line each, whatever is in them', () => {
  expect(asLines(rows, ['id', 'counts.in', 'error.code', 'tags'])).toBe('a\t2\t\t["x"]\nb\\tc\\nd\t0\tfailed\t\n')
  expect(asLines([], ['anything'])).toBe('')
})

it('gives the same as JSON, under the names that were asked for', () => {
  expect(asJson(rows, ['counts.in', 'tags'])).toBe('{"counts.in":2,"tags":["x"]}\n{"counts.in":0,"tags":null}\n')
})

it('says what there is where nothing has such a part', () => {
  expect(() => asLines(rows, ['id', 'constructor', 'counts.out'])).toThrow('There is no constructor, counts.out')
  expect(() => asLines(rows, ['ids'])).toThrow(
    expect.objectContaining({ hint: 'There are: id, counts, counts.in, counts.loaded, error, tags' }),
  )
})
