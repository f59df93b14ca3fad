import { mergedFields, type FieldsSeen } from '@syndicate/contracts'
import { expect, inject, test } from 'vitest'
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
  const sql = connect({ url: inject('databaseUrl'), schema: open.schema, poolSize: 1 })
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
