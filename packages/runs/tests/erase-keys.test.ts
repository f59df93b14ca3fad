import type { Recipe } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { ask, behind, linesOf, people, work } from './erase-fixture.ts'
import { openRuns, published, runToEnd, type OpenRuns } from './fixture.ts'

const keyed: Recipe = { ...people, mode: 'upsert', steps: [], schema: { type: 'object' }, key: ['id'] }
const run = async (open: OpenRuns, ...ids: number[]) => {
  const { changes } = await runToEnd(open, linesOf(...ids.map((id) => ({ id, mail: `${id}@x.org` }))), {
    recipe: keyed,
  })
  return changes
}
const idsOf = async (open: OpenRuns) =>
  (await published(open.ctx, 'people')).map((one) => (one as unknown as { id: number }).id).toSorted((a, b) => a - b)

async function entriesOf(open: OpenRuns): Promise<number> {
  const { segments } = open.ctx.catalog.keys
  return (await segments.of('people')).reduce((sum, { entries }) => sum + entries, 0)
}

test('what is erased is no longer in the index of keys: sent again, it is new', async () => {
  await using open = await openRuns()
  open.work()
  await run(open, 1, 2, 3)
  await run(open, 4, 5)
  const before = await open.ctx.catalog.keys.segments.of('people')
  await ask(open, { key: { id: 1 } })
  expect(await work(open.ctx)).toBe(true)
  // Only what had the key is made anew.
  const after = await open.ctx.catalog.keys.segments.of('people')
  expect(after.map(({ entries }) => entries).toSorted((a, b) => a - b)).toEqual([2, 2])
  expect(after.filter(({ id }) => before.some((one) => one.id === id))).toHaveLength(1)
  expect(await run(open, 1, 2)).toMatchObject({ inserted: 1, unchanged: 1 })
  await ask(open, { where: 'true' })
  expect(await work(open.ctx)).toBe(true)
  expect(await entriesOf(open)).toBe(0)
  expect(await idsOf(open)).toEqual([])
  expect(await run(open, 1, 2, 5)).toMatchObject({ inserted: 3, unchanged: 0 })
  expect(await idsOf(open)).toEqual([1, 2, 5])
  expect(open.errors).toEqual([])
})

test('an index that is merged while it is made anew still forgets what is erased', async () => {
  await using open = await openRuns()
  open.work()
  await run(open, 1, 2)
  await run(open, 3, 4)
  await using sql = behind(open)
  const { segments } = open.ctx.catalog.keys
  await ask(open, { where: 'id == 1 || id == 4' })
  let erasing: Promise<boolean> | undefined
  await sql.begin(async (tx) => {
    const [held] = await tx`select pg_backend_pid() as pid from datasets for no key update`
    erasing = work(open.ctx)
    const waiting = async () =>
      (await sql`select from pg_stat_activity where ${held!['pid'] as number} = any(pg_blocking_pids(pid))`).length
    await expect.poll(waiting, { timeout: 20_000 }).toBeGreaterThan(0)
    expect(await sql`select from key_segments where versions is null`).toHaveLength(2)
    const parts = await segments.of('people')
    const merged = await segments.open('people', null)
    const read = await segments.read(
      'people',
      { from: 0, before: 256 },
      parts.map(({ id }) => id),
    )
    const entries = Buffer.concat(read)
    const sorted = Array.from({ length: entries.length / 36 }, (_, nth) => entries.subarray(nth * 36, nth * 36 + 36))
    await segments.add(merged, Buffer.concat(sorted.toSorted(Buffer.compare)))
    expect(await segments.replace(merged, parts)).toBe(true)
  })
  expect(await erasing).toBe(true)
  expect(await sql`select from key_segments where versions is null`).toEqual([])
  expect(await idsOf(open)).toEqual([2, 3])
  expect(await run(open, 1, 2, 3, 4)).toMatchObject({ inserted: 2, unchanged: 2 })
  expect(await idsOf(open)).toEqual([1, 2, 3, 4])
  expect(open.errors).toEqual([])
})
