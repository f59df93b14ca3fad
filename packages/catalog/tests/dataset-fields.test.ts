import { expect, test } from 'vitest'
import { connect } from '../src/connect.ts'
import type { Catalog } from '../src/index.ts'
import { newRun, openCatalog, publish, stagedChunk, verdict } from './fixture.ts'

async function publishWith(catalog: Catalog, names: string[], mode: 'append' | 'replace', last = 0) {
  const run = await newRun(catalog, { mode })
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  const stored = Object.fromEntries(names.map((name, n) => [name, n < last ? 4 : 4 | 128]))
  await catalog.chunks.stage(run.id, 0, stagedChunk(1, { fields: { stored } }))
  await catalog.chunks.seal(run.id, 0, 1, 1)
  await catalog.chunks.pass(run.id, 0, 0, verdict())
  return run
}

const namesFrom = (from: number) => Array.from({ length: 900 }, (_, n) => `f${from + n}`)

test('a dataset that is replaced has the fields of its last run, however many came and went', async () => {
  await using open = await openCatalog()
  for (let n = 0; n < 3; n++) await publishWith(open.catalog, namesFrom(n * 900), 'replace')
  const replaced = await open.catalog.registry.schema('things', { limit: 9 })
  expect(replaced.complete).toBe(true)
  expect(replaced.fields.map(({ field }) => field).toSorted()).toEqual(namesFrom(1800).toSorted())
})

test('a rollback to a version whose schema is forgotten says that nothing is known', async () => {
  await using open = await openCatalog()
  await publish(open.catalog, 1)
  const sql = connect({ ...open.database, poolSize: 1 })
  await publishWith(open.catalog, ['other'], 'append', 1)
  await sql`delete from dataset_schemas where schema_version = 1`
  await open.catalog.registry.rollback('things', 1)
  expect(await open.catalog.registry.schema('things', { limit: 9 })).toMatchObject({
    schemaVersion: null,
    complete: false,
    fields: [],
  })
  // What is added then is known, and not to be all.
  await publishWith(open.catalog, ['n'], 'append', 1)
  expect(await open.catalog.registry.schema('things', { limit: 9 })).toMatchObject({
    schemaVersion: 3,
    complete: false,
    fields: [{ field: 'n' }],
  })
  await sql.end()
})

test('of the fields of a run that has ended, what is told is kept', async () => {
  await using open = await openCatalog()
  const sql = connect({ ...open.database, poolSize: 1 })
  const kept = async (id: string) => (await sql`select run_fields from runs where id = ${id}`)[0]!.run_fields as object
  const published = await publish(open.catalog, 1)
  expect(await kept(published)).toBeNull()
  const run = await newRun(open.catalog)
  await open.catalog.runs.accept(run)
  await open.catalog.runs.start(run.id, 0)
  // Those before z are known, and not missed where they are left out.
  const optional = Array.from({ length: 200 }, (_, n) => `a${String(n).padStart(3, '0')}`)
  await publishWith(open.catalog, ['n', ...optional], 'append', 1)
  const leftOut = Object.fromEntries([...optional, 'z'].map((name) => [name, 1]))
  await open.catalog.chunks.stage(run.id, 0, stagedChunk(1, { fields: { stored: { n: 4 }, leftOut } }))
  await open.catalog.chunks.seal(run.id, 0, 1, 1)
  await open.catalog.chunks.pass(run.id, 0, 0, verdict())
  const told = (await open.catalog.runs.get(run.id))!.fields!
  expect(told.changes.map(({ text }) => text)).toEqual(['z is new, and was left out of 1 record'])
  expect(told.leftOut.map(({ field }) => field)).toEqual(optional.slice(0, 100))
  expect(await kept(run.id)).toEqual({
    leftOut: Object.fromEntries([...optional.slice(0, 100), 'z'].map((name) => [name, 1])),
  })
  for (const end of ['fail', 'cancel'] as const) {
    const other = await newRun(open.catalog)
    await open.catalog.runs.accept(other)
    await open.catalog.runs.start(other.id, 0)
    await open.catalog.chunks.stage(other.id, 0, stagedChunk(1))
    await open.catalog.chunks.pass(other.id, 0, 0, verdict())
    expect(await kept(other.id)).toEqual({ stored: { n: 4 } })
    if (end === 'cancel') await open.catalog.runs.cancel(other.id)
    else await open.catalog.runs.fail(other.id, 0, { code: 'internal', detail: 'x' })
    expect(await kept(other.id)).toBeNull()
  }
  await sql.end()
})

test('what was stored, and is only refused or left out now, is gone, unless nothing is stored', async () => {
  await using open = await openCatalog()
  const sql = connect({ ...open.database, poolSize: 1 })
  const before = '{"stored": {"a": 4, "b": 4, "c": 4}}'
  const changes = async (run: object) =>
    (await sql`select field_changes(${before}::text::jsonb, ${JSON.stringify(run)}::text::jsonb) as changes`)[0]!
      .changes
  expect(await changes({ stored: { a: 4 }, refused: { b: 1, d: 1 }, leftOut: { c: 1, e: 1 } })).toEqual({
    b: [4, null],
    c: [4, null],
    d: [null, 0],
    e: [null, 0],
  })
  expect(await changes({ refused: { a: 1, b: 1 } })).toEqual({ c: [4, null] })
  await sql.end()
})
