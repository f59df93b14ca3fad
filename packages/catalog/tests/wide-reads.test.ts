import { firstIdAt } from '@syndicate/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, type Sql } from '../src/connect.ts'
import { mostLookedAt } from '../src/look.ts'
import { conditionsOf, listOf, type RunFilter } from '../src/runs/read.ts'
import { newRun, openCatalog, publish } from './fixture.ts'

const runs = 50_000
const hour = 3600_000
const firstMs = Date.now() - (runs / 100) * hour

let open: Awaited<ReturnType<typeof openCatalog>>
let sql: Sql

/** As many runs as make the planner choose, a hundred an hour; the oldest alone says what was wrong with it. */
beforeAll(async () => {
  open = await openCatalog()
  sql = connect({ ...open.database, poolSize: 1 })
  const { userId } = await newRun(open.catalog)
  await publish(open.catalog, 1, { userId })
  await sql`
    insert into runs (id, recipe, input_id, user_id, pipeline, dataset, mode, on_invalid, format, state, request_hash, bytes,
      created_at, error_detail)
    select (substr(time, 1, 8) || '-' || substr(time, 9, 4) || '-7000-8000-000000000000')::uuid, 'r1',
      (select id from inputs limit 1), ${userId}, 'p' || n % 3, 'd' || n % 20, 'append', 'quarantine', 'ndjson',
      case when n % 100 = 0 then 'failed' else 'published' end, 'h', 1, to_timestamp(ms / 1000.0),
      case when n = 0 then 'the needle' end
    from (
      select n, ms, lpad(to_hex(ms), 12, '0') as time
      from (select n, ${firstMs}::bigint + n::bigint * 36000 as ms from generate_series(0, ${runs - 1}) as n) as spread
    ) as timed`
  await sql`analyze runs`
}, 60_000)

afterAll(async () => {
  await sql.end()
  await open[Symbol.asyncDispose]()
})

const recent = new Date(Date.now() - 2 * hour)
const old = new Date(firstMs + hour)

test.each<[string, Omit<RunFilter, 'limit'>]>([
  ['all', {}],
  ['a word', { q: 'needle' }],
  ['the next page', { q: 'needle', cursor: firstIdAt(firstMs + 10 * hour) }],
  ['a dataset', { dataset: 'd7' }],
  ['a word and a dataset', { dataset: 'd7', q: 'needle' }],
  ['a pipeline and a state', { pipeline: 'p1', state: 'failed' }],
  ['somebody’s own', { userId: '019b7c1e-5a00-7000-8000-0123456789ab' }],
  ['a state', { state: 'failed' }],
  ['a state nothing is in', { state: 'cancelled' }],
  ['what wants attention', { dealtWith: 'false' }],
  ['what was dealt with', { dealtWith: 'true', dataset: 'd7' }],
  ['lately', { since: recent, state: 'failed' }],
  ['long ago', { until: old }],
])('a page of %s is read from an index, in order', async (_what, filter) => {
  const wanted = conditionsOf(sql, { ...filter, limit: 50 })
  // Where all that is looked at is wanted, nothing else stops it.
  for (const stop of wanted.others.length === 0 ? [null] : [firstIdAt(firstMs), firstIdAt(firstMs + 300 * hour)]) {
    const [row] = await sql<{ 'QUERY PLAN': unknown }[]>`explain (format json) ${listOf(sql, wanted, stop, 51)}`
    const plan = JSON.stringify(row!['QUERY PLAN'])
    expect(plan).toMatch(
      /"Node Type":"Index Scan","Parent Relationship":"Outer","Parallel Aware":false[^{}]*"Index Name":"runs_/,
    )
    expect(plan).not.toMatch(/"Seq Scan"[^{}]*"Relation Name":"runs"|"Node Type":"Sort"/)
  }
})

test('a word that is rare is found page by page, each of which looks at so many runs', async () => {
  const pages = []
  let cursor: string | undefined
  do {
    const page = await open.catalog.runs.list({ q: 'needle', limit: 10, ...(cursor !== undefined && { cursor }) })
    pages.push(page.runs.length)
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  expect(pages).toEqual([...Array.from({ length: Math.floor(runs / mostLookedAt) }, () => 0), 1])
})

test('no run is shown twice or passed over where pages end early', async () => {
  const found = []
  let cursor: string | undefined
  do {
    const filter = { pipeline: 'p0', state: 'failed' as const, limit: 60 }
    const page = await open.catalog.runs.list({ ...filter, ...(cursor !== undefined && { cursor }) })
    found.push(...page.runs.map(({ runId }) => runId))
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  const [row] = await sql<{ ids: string[] }[]>`
    select array_agg(id::text order by id desc) as ids from runs where pipeline = 'p0' and state = 'failed'`
  expect(found).toEqual(row!.ids)
})

test('of a filter that is about many, the newest alone are weighed for a replay, and it is said that there are others', async () => {
  const many = await open.catalog.runs.weigh({ filter: { until: new Date() } })
  expect([many.runs.length, many.older]).toEqual([mostLookedAt, true])
  const few = await open.catalog.runs.weigh({ filter: { state: 'failed' } })
  expect([few.runs.length, few.older]).toEqual([runs / 100, false])
})

test('what is old is not looked for among what is new, and what is new not among what is old', async () => {
  const late = await open.catalog.runs.list({ since: recent, limit: 500, q: 'nothing' })
  expect(late).toEqual({ runs: [], next: null })
  const early = await open.catalog.runs.list({ until: old, limit: 500, q: 'needle' })
  expect(early.runs).toHaveLength(1)
})

test('runs with an id from here to there are looked for in the primary key alone', async () => {
  const { runs: listed } = await open.catalog.runs.list({ limit: 1, until: old })
  const { runId } = listed[0]!
  const range = { first: runId, last: runId.replace(/.{17}$/, 'ffff-ffffffffffff') }
  const of = { datasets: null, limit: 3 }
  expect(await open.catalog.runs.between(range, of)).toMatchObject([{ id: runId }])
  expect(await open.catalog.runs.between(range, { ...of, datasets: ['elsewhere'] })).toEqual([])
  const [row] = await sql<{ 'QUERY PLAN': unknown }[]>`
    explain (format json) select id from runs where id between ${range.first} and ${range.last} order by id desc limit 3`
  expect(JSON.stringify(row!['QUERY PLAN'])).toMatch(/"Index Name":"runs_pkey"/)
})
