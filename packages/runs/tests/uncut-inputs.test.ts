import { booksBalance, jobVersion, type Stage } from '@syndicate/contracts'
import postgres from 'postgres'
import { expect, test } from 'vitest'
import { extract } from '../src/stages/extract.ts'
import { createReconcile } from '../src/index.ts'
import { packPart } from '../src/parts/stored-part.ts'
import { accept, end, openRuns, published, readings, type OpenRuns } from './fixture.ts'

const extracting = { stages: new Set<Stage>(['extract']) }
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n)

function openSql({ database: { url, schema } }: OpenRuns) {
  const sql = postgres(url, { connection: { search_path: schema } })
  return Object.assign(sql, { [Symbol.asyncDispose]: () => sql.end() })
}

function yaml(count: number): Buffer {
  return Buffer.from(Array.from({ length: count }, (_, n) => `- {n: ${n}, cpu: ${n % 100}}\n`).join(''))
}

/** A running run as the version before left it: its input as it came, one chunk in the books and one on its way. */
async function leaveOld(open: OpenRuns, sql: postgres.Sql, records: number): Promise<string> {
  const run = await accept(open, readings(1))
  const body = Buffer.from(readings(records))
  const parts = [body.subarray(0, body.length / 2), body.subarray(body.length / 2)]
  const [{ id }] = await sql<[{ id: string }]>`select input_id as id from runs where id = ${run}`
  await sql`delete from input_parts`
  for (const [ordinal, part] of parts.entries())
    await open.ctx.catalog.inputs.addPart(id, ordinal, await packPart('raw', part))
  await sql`update inputs set parts = 2, bytes = ${body.length}, chunks = null, cut = null, cut_ms = 0`
  await sql`
    update runs set state = 'running', started_at = now(), cut = '{"version":1,"sliceBytes":1}', chunks_cut = 2,
      chunks_valid = 1, records_in = 7, loaded = 6, quarantined = 1, stored_bytes = 4, bytes = ${body.length}`
  await sql`
    insert into chunks (run_id, ordinal, state, data, sha256, records, records_in, filtered, refused, transform_ms)
    select ${run}, ordinal, case when ordinal = 0 then 'valid' else 'staged' end, 'old', 'x', 6, 7, 0, 1, 1
    from generate_series(0, 1) as ordinal`
  await sql`
    insert into quarantine (id, run_id, position, stage, code, reason, original, encoding)
    values (uuidv7(), ${run}, 3, 'transform', 'cast-failed', 'old', 'old', 'text')`
  return run
}

test('an input that the version before left half-done is started over, and published once', async () => {
  await using open = await openRuns()
  await using sql = openSql(open)
  const run = await leaveOld(open, sql, 1000)
  open.work()
  const ended = await end(open.ctx, run)
  expect(ended).toMatchObject({ state: 'published', version: 1, counts: { in: 1000, loaded: 1000, quarantined: 0 } })
  expect(booksBalance(ended.counts)).toBe(true)
  expect((await published(open.ctx)).map(({ n }) => n)).toEqual(numbers(1000))
  expect((await open.ctx.catalog.quarantine.list({ run, limit: 10 })).records).toEqual([])
})

test('a run that the version before accepted over an input that is cut already is published whole', async () => {
  await using open = await openRuns()
  await using sql = openSql(open)
  const run = await accept(open, readings(1000))
  await sql`update runs set cut = '{"version":1}' where id = ${run}`
  open.work()
  expect(await end(open.ctx, run)).toMatchObject({ state: 'published', counts: { in: 1000, loaded: 1000 } })
})

test('starting over is done once', async () => {
  await using open = await openRuns()
  await using sql = openSql(open)
  const { ctx } = open
  const run = await leaveOld(open, sql, 1000)
  const ref = { v: jobVersion, run, epoch: 0 } as const
  const { chunks } = (await extract(ctx, ref, extracting))!
  const { recipe } = (await ctx.catalog.runs.replayable(run))!
  const staged = {
    recipe,
    data: Buffer.from('new'),
    sha256: '11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437',
    counts: { in: 1, filtered: 0, stored: 1 },
    refused: [],
    fields: {},
    transformMs: 0,
  }
  await ctx.catalog.chunks.stage(run, 0, staged)
  await ctx.catalog.chunks.pass(run, 0, 0, { loadMs: 0, validateMs: 0 })
  await ctx.catalog.runs.startOver(run, 0)
  expect(await ctx.catalog.runs.get(run)).toMatchObject({ chunks, stages: { validate: { chunks: 1 } } })
  expect(await ctx.catalog.chunks.states(run)).toEqual(new Map([[0, 'valid']]))
})

test('two workers that cut the same input at once make the same chunks', async () => {
  await using open = await openRuns()
  const { ctx } = open
  const run = await accept(open, yaml(2000), { format: 'yaml' })
  const ref = { v: jobVersion, run, epoch: 0 } as const
  const [one, two] = await Promise.all([ctx, open.beside()].map((each) => extract(each, ref, extracting)))
  expect(one!.chunks).toBeGreaterThan(5)
  expect(two!.chunks).toBe(one!.chunks)
  open.work()
  expect(await end(ctx, run)).toMatchObject({ state: 'published', counts: { in: 2000, loaded: 2000 } })
  expect((await published(ctx)).map(({ n }) => n)).toEqual(numbers(2000))
})

test('cutting that ended in the middle is done again, over the parts it left', async () => {
  await using open = await openRuns()
  await using sql = openSql(open)
  const { ctx } = open
  const run = await accept(open, yaml(2000), { format: 'yaml' })
  const left = open.beside()
  const cutting = extract(left, { v: jobVersion, run, epoch: 0 }, extracting).catch((error: Error) => error)
  await expect
    .poll(async () => (await sql`select from input_parts`).length, { interval: 1, timeout: 10_000 })
    .toBeGreaterThan(1)
  await left.executor.close()
  await cutting
  const [{ chunks }] = await sql<[{ chunks: number | null }]>`select chunks from inputs`
  expect(chunks).toBeNull()
  open.work()
  await createReconcile(ctx)({ quietMs: 0 })
  expect(await end(ctx, run)).toMatchObject({ state: 'published', counts: { in: 2000, loaded: 2000 } })
  expect((await published(ctx)).map(({ n }) => n)).toEqual(numbers(2000))
})

test('what can only be read whole is not, when it is too large for that', async () => {
  await using open = await openRuns()
  const run = await accept(open, yaml(10_000), { format: 'yaml' })
  open.work()
  expect(await end(open.ctx, run)).toMatchObject({ state: 'failed', error: { code: 'input-too-large' }, chunks: null })
  expect(await open.ctx.catalog.registry.list({ limit: 1 })).toEqual({ datasets: [], next: null })
})

test('an input that only a later version of the cutter may cut is not cut by this one', async () => {
  await using open = await openRuns()
  await using sql = openSql(open)
  const run = await accept(open, yaml(10), { format: 'yaml' })
  await sql`update inputs set cut = jsonb_set(cut::jsonb, '{version}', '99')::json`
  open.work()
  expect(await end(open.ctx, run)).toMatchObject({ state: 'failed', error: { code: 'cutter-unknown' } })
  expect((await sql`select from input_parts`).length).toBe(1)
})

test('an input that an earlier version of the cutter has begun to cut is cut by this one, apart from what is there', async () => {
  await using open = await openRuns()
  await using sql = openSql(open)
  const run = await accept(open, yaml(10), { format: 'yaml' })
  await sql`update inputs set cut = jsonb_set(cut::jsonb, '{version}', '2')::json`
  const [{ id }] = await sql<[{ id: string }]>`select input_id as id from runs where id = ${run}`
  await open.ctx.catalog.inputs.addPart(id, 1, Buffer.from('a chunk of the earlier version'))
  open.work()
  expect(await end(open.ctx, run)).toMatchObject({ state: 'published', counts: { in: 10, loaded: 10 } })
  expect((await published(open.ctx)).map(({ n }) => n)).toEqual(numbers(10))
})

test('chunks that an earlier version of the cutter has made meanwhile are those of the run', async () => {
  await using open = await openRuns()
  await using sql = openSql(open)
  const run = await accept(open, yaml(500), { format: 'yaml' })
  await sql`update inputs set cut = jsonb_set(cut::jsonb, '{version}', '2')::json`
  const { inputs } = open.ctx.catalog
  const cutByEarlier = async (...[id, first, chunks]: Parameters<typeof inputs.noteChunks>) => {
    await inputs.noteChunks(id, 1, 0)
    return inputs.noteChunks(id, first, chunks)
  }
  const ctx = { ...open.ctx, catalog: { ...open.ctx.catalog, inputs: { ...inputs, noteChunks: cutByEarlier } } }
  const extracted = await extract(ctx, { v: jobVersion, run, epoch: 0 }, extracting)
  expect(extracted).toMatchObject({ chunks: 0 })
})
