import { createHash } from 'node:crypto'
import { newId, type Refusal } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import type { Catalog, NewRun, QuarantineFilter } from '../src/index.ts'
import { newRun, openCatalog, quarantined, refusal, stagedChunk, verdict } from './fixture.ts'
import { hold, openReclaim } from './reclaim-fixture.ts'

const terms = { maxReplays: 3, pipelines: ['things'], replaced: false }
const most = { records: 10_000, bytes: 10_000_000 }

/** A published run with a chunk for each list of refusals. */
async function refused(catalog: Catalog, ...chunks: Refusal[][]): Promise<NewRun> {
  const run = await newRun(catalog)
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  await catalog.chunks.seal(run.id, 0, chunks.length, 1)
  for (const [ordinal, refusals] of chunks.entries()) {
    await catalog.chunks.stage(run.id, ordinal, stagedChunk(1, { refused: refusals }))
    await catalog.chunks.pass(run.id, 0, ordinal, verdict())
  }
  return run
}

/** Refusals at positions from `first` on: every third for a field of its own, and one in three by the schema. */
function mixed(first: number, count: number, original = 'bad'): Refusal[] {
  return Array.from({ length: count }, (_, n) => ({
    ...refusal(first + n, original),
    ...(n % 3 === 0 && { field: 'cpu' }),
    ...(n % 3 === 1 && { stage: 'validate' as const, code: 'schema-violation' as const, field: 'mem' }),
  }))
}

async function pages(catalog: Catalog, filter: QuarantineFilter, limit: number) {
  const found = []
  let cursor: string | undefined
  do {
    const page = await catalog.quarantine.list({ ...filter, limit, ...(cursor && { cursor }) })
    found.push(page.records)
    cursor = page.next ?? undefined
  } while (cursor)
  return found
}

test('pages go through frames, whole and filtered, and through what has left them', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const run = await refused(catalog, mixed(0, 4500), mixed(4500, 300))
  const all = (await pages(catalog, { run: run.id }, 700)).flat()
  expect(all.map(({ position }) => position)).toEqual(Array.from({ length: 4800 }, (_, n) => n))
  expect(all.map(({ id }) => id)).toEqual(all.map(({ id }) => id).toSorted())
  const taken = all.filter((_, n) => n % 500 === 7)
  const mark = { userId: run.userId, reason: null }
  await catalog.quarantine.discard({ ids: taken.map(({ id }) => id) }, mark, 100)
  const discarded = new Set(taken.map(({ id }) => id))

  const after = (await pages(catalog, { run: run.id }, 1000)).flat()
  expect(after.filter(({ state }) => state === 'open')).toEqual(all.filter(({ id }) => !discarded.has(id)))
  expect(after.filter(({ state }) => state === 'discarded').map(({ id }) => id)).toEqual([...discarded])
  for (const filter of [
    { code: 'schema-violation' },
    { stage: 'transform' },
    { field: 'cpu' },
    { field: 'none' },
    { state: 'open' },
    { state: 'replayed' },
    { ids: [all[3]!.id, all[2600]!.id, taken[0]!.id, newId()] },
  ] as QuarantineFilter[]) {
    const { ids, ...same } = filter
    const expected = after.filter((record) =>
      Object.entries(same).every(([name, value]) => record[name as 'code'] === value),
    )
    const wanted = expected.filter(({ id }) => ids?.includes(id) ?? true)
    expect((await pages(catalog, filter, 999)).flat()).toEqual(wanted.toReversed())
    expect((await pages(catalog, { ...filter, run: run.id }, 999)).flat()).toEqual(wanted)
    const { groups } = await catalog.quarantine.groups(filter, 'field')
    expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(wanted.length)
  }
  expect((await catalog.quarantine.groups({ run: run.id }, 'field')).groups).toEqual([
    { stage: 'transform', code: 'cast-failed', field: null, count: 1600 },
    { stage: 'transform', code: 'cast-failed', field: 'cpu', count: 1600 },
    { stage: 'validate', code: 'schema-violation', field: 'mem', count: 1600 },
  ])
})

test('a page ends early when its records were much to read, and the next goes on', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const run = await refused(catalog, mixed(0, 12, 'x'.repeat(3_000_000)))
  const found = await pages(catalog, {}, 100)
  expect(found.map(({ length }) => length)).toEqual([11, 1])
  await catalog.quarantine.discard({ run: run.id }, { userId: run.userId, reason: null }, 100)
  expect(await pages(catalog, {}, 100)).toEqual(
    found.map((page) =>
      page.map((record) => expect.objectContaining({ id: record.id, state: 'discarded' }) as unknown),
    ),
  )
})

test('two claims on one frame each take what the other does not, and of the same record one is told', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const source = await quarantined(catalog, 10)
  const { records } = await catalog.quarantine.replayable({ run: source.id }, terms, most)
  const ids = records.map(({ id }) => id)
  const claim = async (from: number, to: number) =>
    catalog.quarantine.claim([{ run: await newRun(catalog, { claimed: to - from }), ids: ids.slice(from, to) }], terms)
  const holding = await hold(sql)
  await holding.tx`select from refusals for update`
  const claims = Promise.all([claim(0, 4), claim(4, 8), claim(2, 6)])
  await holding.waitedFor()
  await holding.commit()
  const won = (await claims).map((accepted) => accepted !== null)
  expect([
    [true, true, false],
    [false, false, true],
  ]).toContainEqual(won)
  const taken = won[0] ? 8 : 4
  expect(await catalog.quarantine.weigh({ run: source.id }, terms)).toEqual({
    replayable: 10 - taken,
    left: [{ reason: 'replaying', count: taken }],
  })
  const [row] = await sql`select count(*) as rows, count(distinct id) as ids from quarantine`
  expect(row).toEqual({ rows: taken, ids: taken })
  expect((await pages(catalog, { run: source.id }, 3)).flat().map(({ id }) => id)).toEqual(ids)
})

test('a frame that nothing is left in goes; what was in it has its time', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const { id, userId } = await quarantined(catalog, 3)
  await catalog.quarantine.discard({ run: id }, { userId, reason: 'all' }, 2)
  expect(await sql`select records, taken from refusals`).toEqual([{ records: 3, taken: [0, 1] }])
  expect(await catalog.quarantine.discard({ run: id }, { userId, reason: 'all' }, 2)).toEqual({
    discarded: 1,
    open: 0,
    left: [{ reason: 'discarded', count: 2 }],
  })
  expect(await sql`select from refusals`).toHaveLength(0)
  expect(await catalog.reclaim.quarantine(60_000)).toEqual({ quarantined: 0 })
  await sql`update quarantine set created_at = now() - interval '1 hour', id = overlay(id::text placing '01000000-0000' from 1 for 13)::uuid`
  expect(await catalog.reclaim.quarantine(60_000)).toEqual({ quarantined: 3 })
})

test('of a damaged frame it is said how many records are lost, and all others are to be had', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const run = await refused(catalog, mixed(0, 6), mixed(6, 6), mixed(12, 6))
  await sql`update refusals set data = set_byte(data, 20, get_byte(data, 20) # 255) where ordinal = 1`
  const [damaged] = await sql<{ id: string }[]>`select id from refusals where ordinal = 1`
  const page = await catalog.quarantine.list({ run: run.id, limit: 100 })
  expect(page.damaged).toBe(6)
  expect(page.records.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4, 5, 12, 13, 14, 15, 16, 17])
  expect(await catalog.quarantine.list({ ids: [damaged!.id], limit: 1 })).toMatchObject({ records: [], damaged: 1 })
  const named = { ids: [damaged!.id, page.records[0]!.id] }
  const patched = { ...terms, replaced: true }
  for (const [filter, readable, lost] of [
    [named, 1, 1],
    [{ run: run.id }, 12, 6],
  ] as const) {
    // Only who looks into the frame finds out.
    expect(await catalog.quarantine.weigh(filter, patched)).toEqual({ replayable: readable + lost, left: [] })
    const found = await catalog.quarantine.replayable(filter, patched, most)
    expect([found.records.length, found.damaged]).toEqual([readable, lost])
  }
  expect(await catalog.quarantine.discard({ run: run.id }, { userId: run.userId, reason: null }, 100)).toEqual({
    discarded: 12,
    open: 0,
    left: [{ reason: 'unreadable', count: 6 }],
  })
})

test('what the version before left in rows is listed, replayed and discarded with the rest', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const run = await newRun(catalog)
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  await catalog.chunks.seal(run.id, 0, 1, 1)
  await catalog.chunks.stage(run.id, 0, stagedChunk(1, { refused: [refusal(0), refusal(1), refusal(2)] }))
  expect(await catalog.chunks.pass(run.id, 0, 0, verdict())).toMatchObject({ counts: { in: 4, quarantined: 3 } })
  await sql`
    insert into quarantine (id, run_id, position, stage, code, reason, original, encoding)
    values (${newId()}, ${run.id}, 3, 'transform', 'cast-failed', 'wrong', 'x', 'text')`
  // Ids that PostgreSQL and a process make within one millisecond sort either way.
  const listed = (await pages(catalog, { run: run.id }, 1)).flat()
  const records = listed.toSorted((a, b) => a.position - b.position)
  expect(records.map(({ position }) => position)).toEqual([0, 1, 2, 3])
  expect((await catalog.quarantine.groups({})).groups).toEqual([{ stage: 'transform', code: 'cast-failed', count: 4 }])
  const ids = [records[0]!.id, records[3]!.id]
  const replay = await newRun(catalog, { claimed: 2 })
  expect(await catalog.quarantine.claim([{ run: replay, ids }], terms)).toHaveLength(1)
  expect(await catalog.quarantine.discard({ run: run.id }, { userId: run.userId, reason: null }, 10)).toEqual({
    discarded: 2,
    open: 0,
    left: [{ reason: 'replaying', count: 2 }],
  })
})

test('a record takes little room besides what it says itself', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const original = (n: number) => JSON.stringify({ device: `d-${n}`, cpu: 'hot', mem: n * 7919, at: n })
  const refusals = Array.from({ length: 100_000 }, (_, n) => ({ ...refusal(n, original(n)), field: 'cpu' }))
  await refused(catalog, ...[0, 1, 2, 3].map((n) => refusals.slice(n * 25_000, (n + 1) * 25_000)))
  const [size] = await sql<{ bytes: number }[]>`select pg_total_relation_size('refusals')::bigint as bytes`
  expect(size!.bytes / refusals.length).toBeLessThan(60)
  expect((await catalog.quarantine.groups({})).groups).toMatchObject([{ count: refusals.length }])
})

test('what is stored of the refusals of a run has a bound, and their reasons are short', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const run = await newRun(catalog)
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  /** Compressed, each takes more than half of what any run may keep, and its part nearly nothing. */
  const chunkOf = (ordinal: number, partBytes: number) => {
    const refused = Array.from({ length: 9000 }, (_, n) => ({
      ...refusal(ordinal * 9000 + n, createHash('sha256').update(`${ordinal} ${n}`).digest('hex').slice(0, 32)),
      reason: 'ö'.repeat(5000),
    }))
    return stagedChunk(3, { refused, madeOf: { partBytes, maxGrowth: 32 } })
  }
  await catalog.chunks.stage(run.id, 0, chunkOf(0, 100))
  const grown = {
    code: 'grown-too-large',
    message: expect.stringMatching(/^9000 of 9003 records were refused, and take 1\d{5} bytes to keep, with 1\d{5} of/),
    counts: { in: 9003, loaded: 3, quarantined: 9000, duplicate: 0, filtered: 0 },
  }
  const dear = chunkOf(1, 100)
  await expect(catalog.chunks.stage(run.id, 1, dear)).rejects.toMatchObject(grown)
  await expect(catalog.chunks.enter({ run: run.id, epoch: 0, ordinal: 1, chunk: dear })).rejects.toMatchObject(grown)
  expect(await catalog.chunks.states(run.id)).toEqual(new Map([[0, 'staged']]))

  await catalog.chunks.stage(run.id, 1, chunkOf(1, 10_000))
  await catalog.chunks.seal(run.id, 0, 2, 1)
  for (const ordinal of [0, 1]) await catalog.chunks.pass(run.id, 0, ordinal, verdict())
  const { records } = await catalog.quarantine.list({ run: run.id, limit: 1 })
  expect(records[0]!.reason).toMatch(/^ö+…$/)
  expect(Buffer.byteLength(records[0]!.reason)).toBeLessThanOrEqual(1000)
})
