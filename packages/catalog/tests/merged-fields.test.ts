import { mergedFields, type FieldsSeen } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { connect } from '../src/connect.ts'
import { openCatalog } from './fixture.ts'

const names = ['a', 'b', 'c', 'a/b', '', '__proto__', 'é "']

/** The same numbers every time. */
function createDraw(): (below: number) => number {
  let state = 7
  return (below) => {
    state = (state * 48271) % 2147483647
    return state % below
  }
}

function drawSeen(draw: (below: number) => number): FieldsSeen {
  const some = (valueOf: () => number) =>
    Object.fromEntries(names.filter(() => draw(2) === 0).map((name) => [name, valueOf()]))
  return {
    ...(draw(3) > 0 && { stored: some(() => draw(256)) }),
    ...(draw(3) === 0 && { refused: { x: 1, ...(some(() => 1) as Record<string, 1>) } }),
    ...(draw(3) === 0 && { leftOut: { y: 2, ...some(() => 1 + draw(9)) } }),
    ...(draw(9) === 0 && { more: true as const }),
  }
}

test('PostgreSQL merges what is seen as the pipeline does, in any order', async () => {
  await using open = await openCatalog()
  const sql = connect({ ...open.database, poolSize: 1 })
  const draw = createDraw()
  for (let times = 0; times < 300; times++) {
    const [one, other, third] = [drawSeen(draw), drawSeen(draw), drawSeen(draw)]
    const [row] = await sql`
      select merged_fields(${JSON.stringify(one)}::text::jsonb, ${JSON.stringify(other)}::text::jsonb) as merged`
    const merged = mergedFields(one, other)
    // What both refused and one stored is said by what is stored.
    expect(row!.merged).toEqual(JSON.parse(JSON.stringify(mergedFields(merged, {}))))
    expect(mergedFields(other, one)).toEqual(merged)
    expect(mergedFields(mergedFields(one, other), third)).toEqual(mergedFields(one, mergedFields(other, third)))
  }
  await sql.end()
})

const some = (from: number, count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`f${from + n}`, 1 as const]))

test.each<[string, FieldsSeen, FieldsSeen, boolean]>([
  ['stored', { stored: some(0, 600) }, { stored: some(600, 600) }, true],
  ['refused', { refused: some(0, 600) }, { refused: some(600, 600) }, true],
  ['stored and refused', { stored: some(0, 600) }, { refused: some(600, 600) }, true],
  ['left out', { leftOut: some(0, 600) }, { leftOut: some(600, 600) }, true],
  ['of the same names', { stored: some(0, 600), refused: some(600, 400) }, { refused: some(0, 600) }, false],
])('both say that there are more than are told apart: %s', async (_, one, other, isMore) => {
  await using open = await openCatalog()
  const sql = connect({ ...open.database, poolSize: 1 })
  const [row] = await sql`
    select merged_fields(${JSON.stringify(one)}::text::jsonb, ${JSON.stringify(other)}::text::jsonb) as merged`
  const merged = mergedFields(one, other)
  expect(row!.merged).toEqual(merged)
  expect(merged.more ?? false).toBe(isMore)
  await sql.end()
})
