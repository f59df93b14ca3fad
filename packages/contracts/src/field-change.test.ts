import { expect, test } from 'vitest'
import { fieldChangesOf } from './field-change.ts'
import { fieldBits } from './fields-seen.ts'

const { string, integer, number, null: nothing } = fieldBits
/** Of 1.5. */
const fraction = number

test.each([
  [string, fraction, 'price was string and may be number now'],
  [nothing, fraction, 'price was null and may be number now'],
  [integer, fraction, 'price was integer and is number now'],
  [integer, fraction | string, 'price was integer and is number now, was integer and may be string now'],
])('from %i to %i is told in words', (before, now, text) => {
  expect(fieldChangesOf({ price: [before, now] }).changes).toEqual([{ field: 'price', change: 'changed', text }])
})

test.each(['constructor', '__proto__', 'toString'])('a field may be named %s', (field) => {
  const moves = JSON.parse(`{"${field}": [null, 0]}`) as Record<string, [null, number]>
  expect(fieldChangesOf(moves).changes[0]!.text).toBe(`${field} is new, in records that were refused`)
  const leftOut = JSON.parse(`{"${field}": 2}`) as Record<string, number>
  expect(fieldChangesOf(moves, leftOut).changes[0]!.text).toBe(`${field} is new, and was left out of 2 records`)
})
