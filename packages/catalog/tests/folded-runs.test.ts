import { newId } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { connect } from '../src/connect.ts'
import type { Catalog } from '../src/index.ts'
import type { OwnDatabase } from '../src/testing/own-database.ts'
import { newInput, newRun, openCatalog, publish, quarantined } from './fixture.ts'

const byFold = { isFolded: true, limit: 50 }

async function publishMany(catalog: Catalog, dataset: string, runs: number): Promise<string[]> {
  const ids: string[] = []
  for (let n = 0; n < runs; n++) ids.push(await publish(catalog, n, { dataset, pipeline: dataset }))
  return ids
}

/** All within the same five minutes, whenever the test runs. */
async function acceptedAt(database: OwnDatabase, at: string): Promise<void> {
  const sql = connect({ ...database, poolSize: 1 })
  await sql`update runs set created_at = ${at}`
  await sql.end()
}

test('ten small runs that are alike are one entry, with what they came to; others stand for themselves', async () => {
  await using open = await openCatalog()
  const { catalog, database } = open
  const readings = await publishMany(catalog, 'readings', 6)
  const few = await publishMany(catalog, 'few', 9)
  const refusing = await quarantined(catalog, 1, { dataset: 'readings', pipeline: 'readings' })
  const more = await publishMany(catalog, 'readings', 6)
  const file = newInput({ parts: 1, only: Buffer.from('part'), fileName: 'readings.csv' })
  const named = await publish(catalog, 1, { dataset: 'readings', pipeline: 'readings', input: file })
  await acceptedAt(database, '2026-01-02T03:04:05Z')

  const { runs, next } = await catalog.runs.list(byFold)
  expect(next).toBeNull()
  expect(runs.map(({ runId }) => runId)).toEqual([named, more.at(-1), refusing.id, ...few.toReversed()])
  expect(runs[1]!.folded).toEqual({
    runs: 12,
    in: 30,
    loaded: 30,
    bytes: 120,
    oldest: { runId: readings[0], createdAt: '2026-01-02T03:04:05.000Z' },
  })
  expect(runs.filter(({ folded }) => folded)).toHaveLength(1)
  expect((await catalog.runs.list({ limit: 50 })).runs).toHaveLength(23)
  const behind = await catalog.runs.list({ like: more.at(-1)!, limit: 50 })
  expect(behind.runs.map(({ runId }) => runId)).toEqual([...readings, ...more].toReversed())
})

test('pages of a folded list part the runs: each is behind one entry, also where those alike are mixed', async () => {
  await using open = await openCatalog()
  const { catalog, database } = open
  for (let n = 0; n < 12; n++) {
    await publishMany(catalog, 'a', 1)
    await publishMany(catalog, 'b', 1)
    if (n % 4 === 3) await quarantined(catalog, 1)
  }
  await acceptedAt(database, '2026-01-02T03:04:05Z')
  const counted: [string, number][] = []
  let cursor: string | undefined
  for (let pages = 0; pages < 30; pages++) {
    const page = await catalog.runs.list({ isFolded: true, limit: 2, ...(cursor && { cursor }) })
    counted.push(...page.runs.map(({ dataset, folded }): [string, number] => [dataset, folded?.runs ?? 1]))
    if (page.next === null) break
    cursor = page.next
  }
  const sumOf = (name: string) =>
    counted.filter(([dataset]) => dataset === name).reduce((sum, [, runs]) => sum + runs, 0)
  expect([sumOf('a'), sumOf('b'), sumOf('things')]).toEqual([12, 12, 3])
})

test('a filter counts before what is alike is made one', async () => {
  await using open = await openCatalog()
  const { catalog, database } = open
  await publishMany(catalog, 'readings', 10)
  await publishMany(catalog, 'others', 10)
  await acceptedAt(database, '2026-01-02T03:04:05Z')
  const ofOne = await catalog.runs.list({ ...byFold, dataset: 'readings', q: 'readin' })
  expect(ofOne.runs.map(({ folded }) => folded?.runs)).toEqual([10])
  expect(await catalog.runs.list({ ...byFold, state: 'failed' })).toEqual({ runs: [], next: null })
})

test('a run is known and found by the name of its file, and says who started it', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const input = newInput({ parts: 1, only: Buffer.from('part'), fileName: 'Orders 50%.csv' })
  const run = await newRun(catalog, { input })
  await Promise.all([
    catalog.runs.accept(run),
    catalog.runs.accept({ ...run, id: newId(), input: newInput({ parts: 1, only: Buffer.from('b') }) }),
  ])
  const startedBy = { userId: run.userId, username: 'ada' }
  expect(await catalog.runs.get(run.id)).toMatchObject({ fileName: 'Orders 50%.csv', startedBy })
  const found = await catalog.runs.list({ q: 'orders 50%', limit: 9 })
  expect(found.runs.map(({ runId, fileName }) => [runId, fileName])).toEqual([[run.id, 'Orders 50%.csv']])
})
