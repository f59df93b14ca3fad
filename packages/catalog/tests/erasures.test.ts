import { newId } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import type { Catalog } from '../src/index.ts'
import { openCatalog } from './fixture.ts'
import { numbersOf, publishNumbers } from './marks-fixture.ts'
import { openReclaim } from './reclaim-fixture.ts'

/** Asks for something to be erased, which this process has taken on. */
async function taken(catalog: Catalog) {
  const { id: userId } = await catalog.users.create({ username: 'ada', role: 'operator', passwordHash: 'x' })
  const asked = { id: newId(), dataset: 'things', dryRun: false, userId, selector: { key: { n: 1 } }, proof: '' }
  await catalog.erasures.ask(asked)
  return (await catalog.erasures.take(60_000))!
}

test('where a segment is being merged, nothing is erased before it is made anew of what was merged', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const runId = await publishNumbers(catalog, [[1, 2, 3]])
  const erasure = await taken(catalog)
  await catalog.erasures.noteFind(erasure, { runId, ordinal: 0, rows: [0] })
  const { segments } = catalog.keys
  const inUse = async () => {
    const id = await segments.open('things', null)
    await sql`update key_segments set versions = '{[1,2)}' where id = ${id}`
    return id
  }
  const merged = await segments.open('things', null)
  const parts = (await Promise.all([inUse(), inUse()])).map((id) => ({ id, entries: 0 }))
  const replaced = [{ segment: parts[0]!.id, by: await segments.open('things', null) }]
  let outcome: Promise<boolean> | undefined
  await sql.begin(async (tx) => {
    // As whoever merges does.
    await tx`delete from key_segments where id = any(${parts.map(({ id }) => id)}::bigint[])`
    await tx`update key_segments set versions = '{[1,2)}' where id = ${merged}`
    outcome = catalog.erasures.apply(erasure, replaced)
    const isWaiting = () => sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    await expect.poll(async () => (await isWaiting()).length).toBeGreaterThan(0)
  })
  expect(await outcome).toBe(false)
  expect(await numbersOf(catalog)).toEqual([[1, 2, 3]])
  expect(await sql`select id from key_segments`).toEqual([{ id: merged }])

  const again = [{ segment: merged, by: await segments.open('things', null) }]
  expect(await catalog.erasures.apply(erasure, again)).toBe(true)
  expect(await numbersOf(catalog)).toEqual([[2, 3]])
  expect(await segments.of('things')).toEqual([{ id: again[0]!.by, entries: 0 }])
  expect(await segments.replace(await segments.open('things', null), [{ id: merged, entries: 0 }])).toBe(false)
})

test('rows that are hidden, gone or found twice are counted off once', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const first = await publishNumbers(catalog, [[1, 2, 3, 4], [5]])
  await publishNumbers(catalog, [[6]])
  await sql`insert into marks (run_id, ordinal, version, rows) values (${first}, 0, 2, '{0,1}'), (${first}, 0, 0, '{3}')`
  await sql`update versions set records = 4 where version = 1`
  await sql`update versions set live_records = case version when 1 then 4 else 3 end`
  await sql`update datasets set live_records = 3`
  const erasure = await taken(catalog)
  await catalog.erasures.noteFind(erasure, { runId: first, ordinal: 0, rows: [0, 2, 3] })
  await catalog.erasures.noteFind(erasure, { runId: first, ordinal: 1, rows: [0] })
  expect(await catalog.erasures.apply(erasure)).toBe(true)
  expect(await sql`select ordinal, version, rows from marks order by ordinal, version`).toMatchObject([
    { ordinal: 0, version: 0, rows: [0, 2, 3] },
    { ordinal: 0, version: 2, rows: [0, 1] },
    { ordinal: 1, version: 0, rows: [0] },
  ])
  expect(await numbersOf(catalog)).toEqual([[6]])
  expect(await numbersOf(catalog, 1)).toEqual([[2]])
  expect(await catalog.registry.get('things')).toMatchObject({ records: 1, versions: [{ records: 1 }, { records: 1 }] })
  const { records, versions, examples } = await catalog.erasures.show('things', erasure.id)
  expect({ records, versions }).toEqual({ records: 3, versions: 1 })
  expect(examples.records).toMatchObject([
    { chunk: 0, row: 0 },
    { chunk: 0, row: 2 },
    { chunk: 1, row: 0 },
  ])
})

test('as many erasures of a dataset as may be under way, and no more', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  await publishNumbers(catalog, [[1]])
  const { id: userId } = await catalog.users.create({ username: 'ada', role: 'operator', passwordHash: 'x' })
  const ask = () =>
    catalog.erasures.ask({
      id: newId(),
      dataset: 'things',
      dryRun: true,
      userId,
      selector: { where: 'true' },
      proof: '',
    })
  for (let n = 0; n < 20; n++) await ask()
  await expect(ask()).rejects.toMatchObject({ code: 'too-many-erasures' })
})
