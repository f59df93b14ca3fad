import { createHash } from 'node:crypto'
import { newId } from '@syndicate/contracts'
import { expect, inject, test } from 'vitest'
import { connect } from '../src/connect.ts'
import { openCatalog } from './fixture.ts'
import { numbersOf, publishNumbers } from './marks-fixture.ts'

const digestOf = (n: number) => createHash('sha256').update(`[${n}]`).digest().subarray(0, 16)
const deleted = 0xffff_ffff

function entry(n: number, version: number, ordinal: number, row: number): Buffer {
  const bytes = Buffer.alloc(36, 7)
  digestOf(n).copy(bytes)
  for (const [index, value] of [version, ordinal, row].entries()) bytes.writeUInt32BE(value, 24 + 4 * index)
  return bytes
}

const sorted = (...entries: Buffer[]) =>
  Buffer.concat(
    entries.toSorted(
      (a, b) => Buffer.compare(a.subarray(0, 16), b.subarray(0, 16)) || b.readUInt32BE(24) - a.readUInt32BE(24),
    ),
  )

test('a row that is erased is no longer in the index of keys, and what it took the place of does not come back', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const sql = connect({ url: inject('databaseUrl'), schema: open.schema, poolSize: 1 })
  const first = await publishNumbers(catalog, [[1, 2, 3]])
  const second = await publishNumbers(catalog, [[1, 2]])
  const blocks = [
    sorted(entry(1, 1, 0, 0), entry(2, 1, 0, 1), entry(3, 1, 0, 2)),
    sorted(entry(1, 2, 0, 0), entry(2, 2, 0, 1)),
  ]
  for (const [index, entries] of blocks.entries()) {
    const [segment] = await sql`
      insert into key_segments (dataset, versions, entries)
      values ('things', ${`{[${index + 1},${index + 2})}`}::int4multirange, ${entries.length / 36}) returning id`
    const ends = [entries.subarray(0, 16), entries.subarray(-36, -20)].map((digest) => digest.toString('hex'))
    await sql`insert into key_blocks (segment, first, last, entries) values (${segment!.id}, ${ends[0]!}::uuid, ${ends[1]!}::uuid, ${entries})`
  }
  await sql`insert into marks (run_id, ordinal, version, rows) values (${first}, 0, 2, '{0,1}')`
  const { id: userId } = await catalog.users.create({ username: 'ada', role: 'operator', passwordHash: 'x' })
  const asked = { id: newId(), dataset: 'things', dryRun: false, userId, selector: { key: { n: 1 } }, proof: '' }
  await catalog.erasures.ask(asked)
  const erasure = (await catalog.erasures.take(60_000))!
  // Of 1 all there is, of 2 the last.
  await catalog.erasures.noteFind(erasure, { runId: first, ordinal: 0, rows: [0] })
  await catalog.erasures.noteFind(erasure, { runId: second, ordinal: 0, rows: [0, 1] })
  expect(await catalog.erasures.apply(erasure)).toBe(true)
  const found = await sql<{ id: number; count: number; entries: Buffer }[]>`
    select key_segments.id, key_segments.entries::int as count, key_blocks.entries from key_blocks join key_segments on id = segment order by id`
  const gone = entry(2, 2, 0, deleted)
  gone.fill(0, 16, 24)
  expect(found.map(({ count, entries }) => [count, entries.toString('hex')])).toEqual([
    [2, sorted(entry(2, 1, 0, 1), entry(3, 1, 0, 2)).toString('hex')],
    [1, gone.toString('hex')],
  ])
  expect(found.map(({ id }) => id)).toEqual([3, 4])
  expect(await numbersOf(catalog)).toEqual([[3]])
  expect(await numbersOf(catalog, 1)).toEqual([[2, 3]])
  expect(await catalog.registry.get('things')).toMatchObject({ versions: [{ records: 0 }, { records: 2 }] })
  await sql.end()
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
