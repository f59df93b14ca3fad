import type { Recipe } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { replayRun } from '../src/index.ts'
import { accept, end, openRuns, recipe as readings, smallLimits, type OpenRuns } from './fixture.ts'

const recipe: Recipe = {
  ...readings,
  dataset: 'orders',
  steps: [],
  schema: { properties: { id: { type: 'integer' } } },
}
const all = { limit: 100 }

const ndjson = (...records: object[]) => Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(''))

async function send(open: OpenRuns, body: Buffer, changes: Partial<Recipe> = {}) {
  const { runId } = await end(open.ctx, await accept(open, body, { recipe: { ...recipe, ...changes } }))
  return (await open.ctx.catalog.runs.get(runId))!
}

const textsOf = ({ fields }: Awaited<ReturnType<typeof send>>) => fields?.changes.map(({ text }) => text)

test('a run says what is new, gone and wider, and the schema of the dataset has a version for each change', async () => {
  await using open = await openRuns()
  open.work()
  const { registry } = open.ctx.catalog
  const first = await send(open, ndjson({ id: 1, price: 5, note: 'a' }, { id: 2, price: 6 }))
  expect(first.fields).toBeNull()
  expect((await send(open, ndjson({ id: 3, price: 7 }))).fields).toBeNull()
  const changed = await send(open, ndjson({ id: 4, qty: 1 }, { id: 5, qty: 2 }))
  // What was not in every record is not missed.
  expect(textsOf(changed)).toEqual(['price is gone', 'qty is new: integer'])
  const wider = await send(open, ndjson({ id: 6, price: 1.5, qty: null }))
  expect(textsOf(wider)).toEqual(['price was integer and is number now', 'qty was integer and may be null now'])
  expect((await send(open, ndjson({ id: 7, price: 2.5, qty: 1 }))).fields).toBeNull()

  const schema = await registry.schema('orders', all)
  expect(schema).toMatchObject({ head: 5, schemaVersion: 3, complete: true, next: null })
  expect(schema.fields).toEqual([
    { field: 'id', text: 'integer' },
    { field: 'note', text: 'string, not in every record' },
    { field: 'price', text: 'number, not in every record' },
    { field: 'qty', text: 'integer or null, not in every record' },
  ])
  expect(
    schema.versions.map(({ version, runId, changes }) => [version, runId, changes.map(({ text }) => text)]),
  ).toEqual([
    [4, wider.runId, textsOf(wider)],
    [3, changed.runId, textsOf(changed)],
    [1, first.runId, []],
  ])
  const page = await registry.schema('orders', { limit: 2 })
  expect([page.versions.length, page.next]).toEqual([2, 2])
  expect((await registry.schema('orders', { limit: 2, cursor: page.next! })).versions).toEqual(schema.versions.slice(2))
})

test('a run that is rejected says so as well, and changes nothing', async () => {
  await using open = await openRuns()
  open.work()
  const strict = {
    schema: { required: ['id', 'price'], properties: { id: {}, price: {} } },
    onNewField: 'refuse',
  } as const
  await send(open, ndjson({ id: 1, price: 5 }), strict)
  const rejected = await send(open, ndjson({ id: 2, qty: 5 }, { id: 3, qty: 5 }), strict)
  expect(rejected.state).toBe('rejected')
  expect(textsOf(rejected)).toEqual(['price is gone', 'qty is new, in records that were refused'])
  expect((await open.ctx.catalog.registry.schema('orders', all)).versions).toHaveLength(1)
})

test('what was left out is counted over all chunks, however many', async () => {
  await using open = await openRuns()
  open.work()
  const known = { schema: { properties: { id: {} } }, onNewField: 'ignore' } as const
  await send(open, ndjson({ id: 1 }), known)
  const many = Array.from({ length: 2000 }, (_, id) => ({ id, ...(id % 4 === 0 && { qty: 'x'.repeat(20) }) }))
  const run = await send(open, ndjson(...many), known)
  expect(run.chunks).toBeGreaterThan(5)
  expect(run.fields).toEqual({
    changes: [{ field: 'qty', change: 'new', text: 'qty is new, and was left out of 500 records' }],
    more: 0,
    leftOut: [{ field: 'qty', records: 500 }],
  })
  const { fields, versions } = await open.ctx.catalog.registry.schema('orders', all)
  expect([fields.map(({ field }) => field), versions.length]).toEqual([['id'], 1])
})

test('a field that one of many chunks has in one record is new', async () => {
  await using open = await openRuns()
  open.work()
  await send(open, ndjson({ id: 1, text: 'x' }))
  const many = Array.from({ length: 2000 }, (_, id) => ({
    id,
    text: 'x'.repeat(20),
    ...(id === 1777 && { rare: true }),
  }))
  expect(textsOf(await send(open, ndjson(...many)))).toEqual(['rare is new: boolean, not in every record'])
})

test('a rollback brings the fields back that were live then, and a replay is held against these', async () => {
  await using open = await openRuns()
  open.work()
  const { registry } = open.ctx.catalog
  const first = await send(open, ndjson({ id: 1, price: 5 }))
  const second = await send(open, ndjson({ id: 2, price: 5, qty: 1 }))
  await registry.rollback('orders', first.version!)
  expect(await registry.schema('orders', all)).toMatchObject({
    head: 1,
    schemaVersion: 1,
    fields: [{ field: 'id' }, { field: 'price' }],
  })
  const again = await end(open.ctx, (await replayRun(open.ctx, second.runId, open.userId)).runId)
  expect(textsOf((await open.ctx.catalog.runs.get(again.runId))!)).toEqual(['qty is new: integer'])
  await registry.rollback('orders', second.version!)
  expect(await registry.schema('orders', all)).toMatchObject({ head: 2, schemaVersion: 2 })
})

test('of a dataset that is replaced, what is gone is gone', async () => {
  await using open = await openRuns()
  open.work()
  const replaces = { mode: 'replace' } as const
  await send(open, ndjson({ id: 1, price: 5, note: 'a' }, { id: 2, price: 5 }), replaces)
  expect(textsOf(await send(open, ndjson({ id: 1 }), replaces))).toEqual(['price is gone'])
  expect(textsOf(await send(open, ndjson({ id: 1, note: 'a' }), replaces))).toEqual(['note is new: string'])
  const { fields } = await open.ctx.catalog.registry.schema('orders', all)
  expect(fields.map(({ field }) => field)).toEqual(['id', 'note'])
})

test('a dataset of more fields than are told apart says so, and nothing grows', async () => {
  const cut = { ...smallLimits.cut, sliceBytes: 60_000, maxRecordBytes: 50_000 }
  await using open = await openRuns({ ...smallLimits, cut })
  open.work()
  const wide = (from: number) => Object.fromEntries(Array.from({ length: 600 }, (_, n) => [`f${from + n}`, 1]))
  await send(open, ndjson(wide(0)))
  expect((await send(open, ndjson(wide(600)))).fields).toMatchObject({ changes: { length: 100 }, more: 1100 })
  expect(await open.ctx.catalog.registry.schema('orders', all)).toMatchObject({ complete: false, fields: [] })
  expect((await send(open, ndjson(wide(1200)))).fields).toBeNull()
})
