import { expect, test } from 'vitest'
import { connect } from '../src/connect.ts'
import type { QuarantineFilter } from '../src/index.ts'
import { newRun, openCatalog, refusal, stagedChunk, verdict } from './fixture.ts'

/** More than one request looks into: 90 records of a megabyte, each alone in its frame. */
const records = 90
const needles = [0, 50, 89]
const long = 'x'.repeat(1024 * 1024)

async function openHaystack() {
  const open = await openCatalog()
  const { catalog } = open
  const run = await newRun(catalog)
  const refused = Array.from({ length: records }, (_, position) => ({
    ...refusal(position, needles.includes(position) ? `${long} NEEDLE` : long),
    field: 'n',
    reason: `"n" is no number: "${position} of many"`,
  }))
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  await catalog.chunks.stage(run.id, 0, stagedChunk(1, { refused }))
  await catalog.chunks.seal(run.id, 0, 1, 1)
  await catalog.chunks.pass(run.id, 0, 0, verdict())
  return {
    catalog,
    run: run.id,
    userId: run.userId,
    database: open.database,
    [Symbol.asyncDispose]: () => open[Symbol.asyncDispose](),
  }
}

test('a text is looked for page by page, each of which unpacks so much; counts of reasons add up', async () => {
  await using open = await openHaystack()
  const { quarantine } = open.catalog
  for (const order of [{}, { run: open.run }] satisfies QuarantineFilter[]) {
    const found: number[] = []
    let pages = 0
    let cursor: string | undefined
    do {
      const page = await quarantine.list({ ...order, q: 'needle', limit: 10, ...(cursor && { cursor }) })
      found.push(...page.records.map(({ position }) => position))
      pages += 1
      cursor = page.next ?? undefined
    } while (cursor)
    expect(found.toSorted((a, b) => a - b)).toEqual(needles)
    expect(pages).toBeGreaterThan(2)

    let counted = 0
    do {
      const { groups, next } = await quarantine.groups({ ...order, ...(cursor && { cursor }) }, 'reason')
      expect(groups).toMatchObject([{ field: 'n', reason: '"n" is no number: …' }])
      expect(groups[0]!.values).toHaveLength(5)
      counted += groups[0]!.count
      cursor = next ?? undefined
    } while (cursor)
    expect(counted).toBe(records)
  }
}, 60_000)

test('a selection by a text takes what one request looks into, and says that there is more', async () => {
  await using open = await openHaystack()
  const { quarantine } = open.catalog
  const terms = { maxReplays: 3, pipelines: ['things'], replaced: true }
  expect(await quarantine.weigh({ q: 'needle' }, terms)).toMatchObject({ replayable: 1, isCut: true })
  const mark = { userId: open.userId, reason: null }
  expect(await quarantine.discard({ q: 'needle' }, mark, 100)).toMatchObject({ discarded: 1, isCut: true })
  const [touched] = (await quarantine.list({ state: 'discarded', limit: 10 })).records
  expect([touched!.position, touched!.discardedBy]).toEqual([0, mark.userId])
}, 60_000)

test('rows are looked into page by page as frames are, and as many of them to select some', async () => {
  await using open = await openHaystack()
  const { quarantine } = open.catalog
  const mark = { userId: open.userId, reason: null }
  expect(await quarantine.discard({ run: open.run }, mark, records)).toMatchObject({ discarded: records })
  const sql = connect({ ...open.database, poolSize: 1 })
  await sql`update quarantine set discarded_at = null`
  await sql.end()
  for (const order of [{}, { run: open.run }] satisfies QuarantineFilter[]) {
    const found: number[] = []
    let pages = 0
    let counted = 0
    let cursor: string | undefined
    do {
      const page = await quarantine.list({ ...order, q: 'needle', limit: 10, ...(cursor && { cursor }) })
      found.push(...page.records.map(({ position }) => position))
      pages += 1
      cursor = page.next ?? undefined
    } while (cursor)
    expect([found.toSorted((a, b) => a - b), pages > 2]).toEqual([needles, true])
    do {
      const { groups, next } = await quarantine.groups({ ...order, ...(cursor && { cursor }) }, 'reason')
      expect(groups[0]!.count).toBeLessThan(records / 2)
      counted += groups[0]!.count
      cursor = next ?? undefined
    } while (cursor)
    expect(counted).toBe(records)
  }
  const terms = { maxReplays: 3, pipelines: ['things'], replaced: true }
  const most = { records: 10, bytes: 10_000_000 }
  expect(await quarantine.weigh({ q: 'needle' }, terms)).toMatchObject({ replayable: 1, isCut: true })
  expect((await quarantine.replayable({ q: 'needle' }, terms, most)).records).toHaveLength(1)
  expect(await quarantine.discard({ q: 'needle' }, mark, 100)).toMatchObject({ discarded: 1, isCut: true })
  // Those that are done with stand before no others.
  await quarantine.discard({ run: open.run }, mark, 60)
  expect(await quarantine.discard({ q: 'needle' }, mark, 100)).toMatchObject({ discarded: 1, open: 0 })
}, 60_000)

test('ids are looked up in as many frames as one request looks into', async () => {
  await using open = await openHaystack()
  const { quarantine } = open.catalog
  const ids: string[] = []
  let cursor: string | undefined
  do {
    const page = await quarantine.list({ limit: 1000, ...(cursor && { cursor }) })
    ids.push(...page.records.map(({ id }) => id))
    cursor = page.next ?? undefined
  } while (cursor)
  const terms = { maxReplays: 3, pipelines: ['things'], replaced: true }
  const { replayable, isCut } = await quarantine.weigh({ ids }, terms)
  expect([ids.length, replayable < records / 2, isCut]).toEqual([records, true, true])
  let discarded = 0
  for (let more = true; more;) {
    const done = await quarantine.discard({ ids }, { userId: open.userId, reason: null }, 10_000)
    expect(done.discarded).toBeGreaterThan(0)
    discarded += done.discarded
    more = done.open > 0 || done.isCut === true
  }
  expect(discarded).toBe(records)
}, 60_000)

test('what is given in full is bounded by its own bytes, and not by those it is looked for in', async () => {
  await using open = await openHaystack()
  const { quarantine } = open.catalog
  const sought = await quarantine.list({ run: open.run, q: 'of many', limit: 1000, wholeBytes: 4 * 1024 * 1024 })
  expect(sought.records.map(({ position }) => position)).toEqual([0, 1, 2])
  expect(sought.next).not.toBeNull()
  const needle = await quarantine.list({ q: 'needle', limit: 10, wholeBytes: 4 * 1024 * 1024, run: open.run })
  expect(needle.records.map(({ position }) => position)).toEqual([0])
  const behind = await quarantine.list({
    run: open.run,
    q: 'needle',
    limit: 10,
    wholeBytes: 4 * 1024 * 1024,
    cursor: needle.next!,
  })
  expect(behind.records.map(({ position }) => position)).toEqual([50])
}, 60_000)

test('of more reasons than one answer has, each is counted', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const run = await newRun(catalog)
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  await catalog.chunks.seal(run.id, 0, 3, 1)
  for (const ordinal of [0, 1, 2]) {
    const refused = Array.from({ length: 1500 }, (_, n) => ({
      ...refusal(ordinal * 1500 + n),
      // The most frequent comes last.
      reason:
        n < 1000 ? `${'ABC'[ordinal]}${String(n).replaceAll(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)]!)}` : 'often',
    }))
    await catalog.chunks.stage(run.id, ordinal, stagedChunk(1, { refused }))
    await catalog.chunks.pass(run.id, 0, ordinal, verdict())
  }
  async function counts(): Promise<Map<string, number>> {
    const sums = new Map<string, number>()
    let cursor: string | undefined
    do {
      const { groups, next } = await catalog.quarantine.groups({ run: run.id, ...(cursor && { cursor }) }, 'reason')
      expect(groups.length).toBeLessThan(4000)
      for (const { reason = '', count } of groups) sums.set(reason, count + (sums.get(reason) ?? 0))
      cursor = next ?? undefined
    } while (cursor)
    return sums
  }
  const framed = await counts()
  expect([framed.size, framed.get('often')]).toEqual([3001, 1500])
  await catalog.quarantine.discard({ run: run.id }, { userId: run.userId, reason: null }, 10_000)
  expect(await counts()).toEqual(framed)
}, 60_000)
