import { once } from 'node:events'
import { expect, test } from 'vitest'
import { mark, numbersOf, publishNumbers } from './marks-fixture.ts'
import { openReclaim } from './reclaim-fixture.ts'

type Open = Awaited<ReturnType<typeof openReclaim>>

/** Bytes of chunks, against what versions and dataset say of them; and each against its checksum. */
async function expectCounted({ sql }: Open): Promise<void> {
  const [row] = await sql`
    select
      (select bool_and(encode(sha256(data), 'hex') = sha256) from chunks) as whole,
      (select bool_and(bytes = (select sum(octet_length(data)) from chunks where chunks.run_id = versions.run_id)) from versions) as own,
      (select bool_and(live_bytes = (
        select sum(octet_length(data)) from versions seen join chunks using (run_id) where seen.version <@ versions.lineage)) from versions) as seen,
      (select live_bytes = (
        select sum(octet_length(data)) from versions seen join chunks using (run_id) where seen.version <@ datasets.lineage) from datasets) as live`
  expect(row).toEqual({ whole: true, own: true, seen: true, live: true })
}

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n)

test('what is erased leaves the bytes at once, and rows keep their numbers', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const run = await publishNumbers(catalog, [upTo(10), [10], [11, 12]])
  await publishNumbers(catalog, [[20]])
  await mark(sql, run, 0, 0, [3])
  await mark(sql, run, 1, 0, [0])
  expect(await catalog.reclaim.mergeMarks()).toEqual({ rewritten: 2 })
  expect(await catalog.reclaim.mergeMarks()).toEqual({ rewritten: 0 })
  const rest = upTo(10).filter((n) => n !== 3)
  expect(await numbersOf(catalog)).toEqual([rest, [11, 12], [20]])
  expect(await sql`select gone, records from chunks where run_id = ${run} order by ordinal`).toEqual([
    { gone: [3], records: 9 },
    { gone: [0], records: 0 },
    { gone: null, records: 2 },
  ])
  await expectCounted(open)
  await mark(sql, run, 0, 0, [5])
  expect(await numbersOf(catalog, 1)).toEqual([rest.filter((n) => n !== 5), [11, 12]])
  await catalog.reclaim.mergeMarks()
  expect(await numbersOf(catalog, 1)).toEqual([rest.filter((n) => n !== 5), [11, 12]])
  expect(await sql`select from marks`).toEqual([])
  await expectCounted(open)
})

test('what a version can still show is not touched, nor what is little', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const first = await publishNumbers(catalog, [upTo(8), upTo(8)])
  await publishNumbers(catalog, [[20]])
  // Of its own version: nothing shows the chunk without the mark.
  await mark(sql, first, 0, 1, [0, 1])
  await mark(sql, first, 1, 1, [0])
  // The first version shows them.
  await mark(sql, first, 0, 2, [2, 3, 4, 5])
  expect(await catalog.reclaim.mergeMarks()).toEqual({ rewritten: 1 })
  expect(await catalog.reclaim.mergeMarks()).toEqual({ rewritten: 0 })
  expect(await sql`select ordinal, version from marks order by ordinal, version`).toEqual([
    { ordinal: 0, version: 2 },
    { ordinal: 1, version: 1 },
  ])
  expect(await numbersOf(catalog)).toEqual([[6, 7], upTo(8).slice(1), [20]])
  expect(await numbersOf(catalog, 1)).toEqual([upTo(8).slice(2), upTo(8).slice(1)])
  // Once the first cannot be gone back to, nothing shows them.
  await sql`update versions set reclaimed_at = now() where version = 1`
  await sql`update marks set look_at = now()`
  expect(await catalog.reclaim.mergeMarks()).toEqual({ rewritten: 1 })
  expect(await numbersOf(catalog)).toEqual([[6, 7], upTo(8).slice(1), [20]])
})

test('rows that are marked while a chunk is written anew stay marked', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const run = await publishNumbers(catalog, [upTo(6)])
  await mark(sql, run, 0, 0, [1])
  const ends = new EventTarget()
  const held = Promise.withResolvers<void>()
  const holding = sql.begin(async (tx) => {
    await tx`select from datasets where name = 'things' for update`
    held.resolve()
    await once(ends, 'go')
    await tx`update marks set rows = '{1,4}' where run_id = ${run}`
  })
  await held.promise
  const merging = catalog.reclaim.mergeMarks()
  const isWaiting = () => sql`
    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  await expect.poll(async () => (await isWaiting()).length).toBeGreaterThan(0)
  ends.dispatchEvent(new Event('go'))
  await holding
  expect(await merging).toEqual({ rewritten: 0 })
  expect(await numbersOf(catalog)).toEqual([[0, 2, 3, 5]])
  expect(await catalog.reclaim.mergeMarks()).toEqual({ rewritten: 1 })
  expect(await numbersOf(catalog)).toEqual([[0, 2, 3, 5]])
})

test('two that write the same chunk anew do it once', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const run = await publishNumbers(catalog, [upTo(6)])
  await mark(sql, run, 0, 0, [1])
  const both = await Promise.all([catalog.reclaim.mergeMarks(), catalog.reclaim.mergeMarks()])
  expect(both.map(({ rewritten }) => rewritten).toSorted((a, b) => a! - b!)).toEqual([0, 1])
  await expectCounted(open)
})

test('what versions say of their bytes changes once for all chunks of a round', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const run = await publishNumbers(catalog, [upTo(6), upTo(6), upTo(6)])
  const other = await publishNumbers(catalog, [upTo(6)])
  for (const ordinal of [0, 1, 2]) await mark(sql, run, ordinal, 0, [ordinal])
  await mark(sql, other, 0, 0, [1])
  await sql`create table changes (version int)`
  await sql.unsafe(`create function note() returns trigger language plpgsql as
    $$ begin insert into changes values (new.version); return null; end $$`)
  await sql`create trigger noted after update on versions for each row execute function note()`
  expect(await catalog.reclaim.mergeMarks()).toEqual({ rewritten: 4 })
  expect(await sql`select version from changes order by version`).toEqual([{ version: 1 }, { version: 2 }])
  await expectCounted(open)
})
