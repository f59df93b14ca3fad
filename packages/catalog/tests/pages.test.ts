import { createHash, randomBytes } from 'node:crypto'
import { maxPageBytes, maxShownChars, type QuarantinedRecord } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { connect } from '../src/connect.ts'
import type { Catalog } from '../src/index.ts'
import { newRun, openCatalog, publish, refusal, stagedChunk, verdict } from './fixture.ts'

const MiB = 1024 * 1024
const bodyOf = (page: unknown) => Buffer.byteLength(JSON.stringify(page))

/** A published run that refused records of which each is so large, as it came and as it was read. */
async function refuseLarge(catalog: Catalog, count: number, bytes: number): Promise<string> {
  const run = await newRun(catalog)
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  await catalog.chunks.seal(run.id, 0, 1, 1)
  const refused = Array.from({ length: count }, (_, n) => ({
    ...refusal(n, 'x'.repeat(bytes / 2)),
    record: 'y'.repeat(bytes / 2),
  }))
  await catalog.chunks.stage(run.id, 0, stagedChunk(1, { refused }))
  await catalog.chunks.pass(run.id, 0, 0, verdict())
  return run.id
}

async function allOf(catalog: Catalog, run: string): Promise<{ records: QuarantinedRecord[]; pages: number }> {
  const records: QuarantinedRecord[] = []
  let pages = 0
  for (let cursor: string | undefined | null; cursor !== null; pages += 1) {
    const page = await catalog.quarantine.list({ run, limit: 1000, ...(cursor && { cursor }) })
    expect(bodyOf(page)).toBeLessThanOrEqual(maxPageBytes)
    expect(page.records.length).toBeGreaterThan(0)
    records.push(...page.records)
    cursor = page.next
  }
  return { records, pages }
}

test('a list cuts long texts and says so; a record that is named comes in full, from a frame or a row', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const run = await refuseLarge(catalog, 4, MiB)
  const { records } = await allOf(catalog, run)
  await catalog.quarantine.discard(
    { ids: [records[1]!.id] },
    { userId: (await newRun(catalog)).userId, reason: null },
    9,
  )
  const again = (await allOf(catalog, run)).records
  expect(again.map(({ position, state }) => [position, state])).toEqual([
    [0, 'open'],
    [1, 'discarded'],
    [2, 'open'],
    [3, 'open'],
  ])
  for (const record of again) {
    const { id, original, record: read, bytes, truncated } = record
    expect([original, read]).toEqual(['x'.repeat(maxShownChars), 'y'.repeat(maxShownChars)])
    expect([bytes, truncated]).toEqual([MiB, true])
    const [whole] = (await catalog.quarantine.list({ ids: [id], limit: 1 })).records
    expect([whole!.original.length, whole!.record!.length, whole!.bytes, whole!.truncated]).toEqual([
      MiB / 2,
      MiB / 2,
      MiB,
      false,
    ])
  }
})

test('seventy large records are some pages, each of a bounded share, and none is left out', async () => {
  await using open = await openCatalog()
  const run = await refuseLarge(open.catalog, 70, 600_000)
  const { records, pages } = await allOf(open.catalog, run)
  expect(records.map(({ position }) => position)).toEqual(Array.from({ length: 70 }, (_, n) => n))
  // As many of them are unpacked for a page as make 32 MiB.
  expect(pages).toBeGreaterThan(1)
})

test('a page of middling records ends where it is full', async () => {
  await using open = await openCatalog()
  const run = await refuseLarge(open.catalog, 900, 8000)
  const { records, pages } = await allOf(open.catalog, run)
  expect(records.map(({ position }) => position)).toEqual(Array.from({ length: 900 }, (_, n) => n))
  expect(records.some(({ truncated }) => truncated)).toBe(false)
  expect(pages).toBe(2)
})

test('counts by field are of the thousand most frequent, and of a name its beginning', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const run = await newRun(catalog)
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  await catalog.chunks.seal(run.id, 0, 1, 1)
  const often = { ...refusal(0), field: 'often' }
  const refused = [
    ...Array.from({ length: 1500 }, (_, n) => ({ ...refusal(n), field: `f${n}${'x'.repeat(5000)}` })),
    ...Array.from({ length: 3 }, (_, n) => ({ ...often, position: 1500 + n })),
  ]
  await catalog.chunks.stage(run.id, 0, stagedChunk(1, { refused }))
  await catalog.chunks.pass(run.id, 0, 0, verdict())
  const { groups } = await catalog.quarantine.groups({}, 'field')
  expect([groups.length, groups[0]]).toEqual([
    1000,
    { stage: 'transform', code: 'cast-failed', field: 'often', count: 3 },
  ])
  expect(bodyOf(groups)).toBeLessThan(MiB)
  expect(await catalog.quarantine.groups({})).toEqual({
    groups: [{ stage: 'transform', code: 'cast-failed', count: 1503 }],
    next: null,
  })
})

test('a list of runs says of an error its beginning; the run itself all that is kept', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const detail = '\u0001'.repeat(500_000)
  const ids: string[] = []
  for (let n = 0; n < 30; n += 1) {
    const run = await newRun(catalog)
    await catalog.runs.accept(run)
    await catalog.runs.start(run.id, 0)
    await catalog.runs.fail(run.id, 0, { code: 'stage-failed', detail: 'short' })
    ids.push(run.id)
  }
  // As versions before left it.
  const sql = connect({ ...open.database, poolSize: 1 })
  await sql`update runs set error_detail = ${detail}`
  await sql.end()
  const { runs, next } = await catalog.runs.list({ limit: 500 })
  expect([runs.length, next, runs[0]!.error!.detail]).toEqual([30, null, `${'\u0001'.repeat(1000)}…`])
  expect((await catalog.runs.get(ids[0]!))!.error!.detail).toBe(detail)
})

test('datasets come page by page, by name', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  for (const dataset of ['b', 'd', 'a', 'c']) await publish(catalog, 1, { dataset })
  const first = await catalog.registry.list({ limit: 3 })
  expect([first.datasets.map(({ name }) => name), first.next]).toEqual([['a', 'b', 'c'], 'c'])
  const second = await catalog.registry.list({ limit: 3, cursor: 'c' })
  expect([second.datasets.map(({ name }) => name), second.next]).toEqual([['d'], null])
})

test('frames are fetched a few at a time by their bytes, and all of them come', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const run = await newRun(catalog)
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  await catalog.chunks.seal(run.id, 0, 12, 1)
  const data = randomBytes(1.5 * MiB)
  const sha256 = createHash('sha256').update(data).digest('hex')
  for (let ordinal = 0; ordinal < 12; ordinal += 1) {
    await catalog.chunks.stage(run.id, ordinal, stagedChunk(1, { data, sha256 }))
    await catalog.chunks.pass(run.id, 0, ordinal, verdict())
  }
  const ordinals: number[] = []
  for await (const { key } of catalog.registry.frames('things')) ordinals.push(key.ordinal)
  expect(ordinals).toEqual(Array.from({ length: 12 }, (_, n) => n))
})
