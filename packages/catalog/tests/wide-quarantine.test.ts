import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, type Fragment, type Sql } from '../src/connect.ts'
import type { QuarantineFilter } from '../src/index.ts'
import { mostLookedAt } from '../src/look.ts'
import { visibleFrames, visibleRows } from '../src/quarantine/conditions.ts'
import { lookFrom, rowsIn } from '../src/quarantine/look.ts'
import { openCatalog, quarantined } from './fixture.ts'

/** Each with a frame of three records, of which the second was taken out and discarded in all but the oldest. */
const runs = 24_000
const untouched = 1_500
/** The oldest run of all has so many rows, the first of which alone are of another code. */
const oldest = '01800000-0000-7000-8000-000000000000'
const rowsOfOldest = 20_500

let open: Awaited<ReturnType<typeof openCatalog>>
let sql: Sql

beforeAll(async () => {
  open = await openCatalog()
  sql = connect({ ...open.database, poolSize: 1 })
  const { id: model } = await quarantined(open.catalog, 3)
  const run = sql`('01900000-' || lpad(to_hex(n), 4, '0') || '-7000-8000-000000000000')::uuid`
  const ofOldest = (n: Fragment) => sql`overlay(${oldest} placing lpad(to_hex(${n}), 8, '0') from 25 for 8)::uuid`
  const inFrame = (place: Fragment) => sql`overlay(${run}::text placing '1' || ${place} from 32 for 5)::uuid`
  await sql`
    insert into runs (id, recipe, input_id, user_id, pipeline, dataset, mode, on_invalid, format, state, request_hash, bytes, chunks,
      records_in, quarantined)
    select case when n < 0 then ${oldest}::uuid else ${run} end, recipe, input_id, user_id, pipeline,
      case when n < 0 then 'old' else 'd' || n % 3 end, mode, on_invalid, format, 'published', 'h', 1, 1, 3, 3
    from runs, generate_series(-1, ${runs - 1}::int) as n where runs.id = ${model}`
  await sql`
    insert into refusals (run_id, ordinal, part, id, data, records, bytes, groups, taken)
    select ${run}, 0, 0, ${inFrame(sql`'0000'`)}, data, records, bytes, groups,
      case when n < ${untouched} then '{}'::int[] else '{1}' end
    from refusals, generate_series(0, ${runs - 1}::int) as n where run_id = ${model}`
  await sql`
    update refusals set groups = jsonb_set(groups::jsonb, '{0,count}', '2')::json where taken <> '{}'`
  const row = sql`position, stage, code, reason, original, encoding, discarded_at`
  await sql`
    insert into quarantine (id, run_id, ${row})
    select ${inFrame(sql`'0001'`)}, ${run}, 1, 'transform', 'cast-failed', 'no', 'x', 'text', now()
    from generate_series(${untouched}::int, ${runs - 1}::int) as n`
  await sql`
    insert into quarantine (id, run_id, ${row})
    select ${ofOldest(sql`n`)}, ${oldest}, n, 'transform',
      case when n < 5 then 'not-an-object' else 'cast-failed' end, 'no', 'x', 'text', null
    from generate_series(0, ${rowsOfOldest - 1}::int) as n`
  // One frame where a look at all ends, in its middle, and one where a look at the oldest run does.
  await sql`
    insert into refusals (run_id, ordinal, part, id, data, records, bytes, groups, taken)
    select ${oldest}, 0, 0, ${ofOldest(sql`${mostLookedAt - 1}::int`)}, data, records, bytes, groups, '{0}'
    from refusals where run_id = ${model}`
  await sql`
    update refusals set groups = jsonb_set(jsonb_set(groups::jsonb, '{0,count}', '2'), '{0,code}', '"schema-violation"')::json
    where run_id = ${oldest} or run_id = (select run_id from quarantine order by run_id desc offset ${mostLookedAt - 1} limit 1)`
  await sql`delete from refusals where run_id = ${model}`
  await sql`analyze`
}, 60_000)

afterAll(async () => {
  await sql.end()
  await open[Symbol.asyncDispose]()
})

/** Every id there is to be found, in order. */
async function idsOf(where: Fragment, order: 'asc' | 'desc'): Promise<string[]> {
  const direction = order === 'asc' ? sql`asc` : sql`desc`
  const rows = await sql<{ id: string }[]>`
    select all_of.id from (
      select run_id, quarantine.id, code, case when discarded_at is null then 'open' else 'discarded' end as state from quarantine
      union all
      select run_id, overlay(refusals.id::text placing lpad(place::text, 4, '0') from 33 for 4)::uuid, groups->0->>'code', 'open'
      from refusals, generate_series(0, 2) as place where not place = any(taken)
    ) as all_of join runs on runs.id = run_id where ${where} order by run_id ${direction}, all_of.id ${direction}`
  return rows.map(({ id }) => id)
}

async function listed(filter: QuarantineFilter): Promise<{ ids: string[]; pages: number[] }> {
  const ids: string[] = []
  const pages: number[] = []
  let cursor: string | undefined
  do {
    const page = await open.catalog.quarantine.list({ ...filter, limit: 1000, ...(cursor && { cursor }) })
    ids.push(...page.records.map(({ id }) => id))
    pages.push(page.records.length)
    cursor = page.next ?? undefined
  } while (cursor)
  return { ids, pages }
}

test.each<[string, QuarantineFilter, (sql: Sql) => Fragment]>([
  ['all', {}, (sql) => sql`true`],
  ['what is rare', { code: 'not-an-object' }, (sql) => sql`code = 'not-an-object'`],
  ['what is in one state', { state: 'discarded' }, (sql) => sql`all_of.state = 'discarded'`],
  ['a dataset', { dataset: 'd1' }, (sql) => sql`dataset = 'd1'`],
  ['some datasets', { datasets: ['d1', 'old'] }, (sql) => sql`dataset in ('d1', 'old')`],
  ['a run', { run: oldest }, (sql) => sql`run_id = ${oldest}`],
  ['what is where a look ends', { code: 'schema-violation' }, (sql) => sql`code = 'schema-violation'`],
  [
    'what is where a look at a run ends',
    { run: oldest, code: 'schema-violation' },
    (sql) => sql`code = 'schema-violation' and run_id = ${oldest}`,
  ],
])(
  'pages of %s have each record once, in order, and their counts add up',
  async (_what, filter, where) => {
    const expected = await idsOf(where(sql), filter.run ? 'asc' : 'desc')
    expect((await listed(filter)).ids).toEqual(expected)
    let counted = 0
    let pages = 0
    let cursor: string | undefined
    do {
      const { groups, next } = await open.catalog.quarantine.groups({ ...filter, ...(cursor && { cursor }) })
      counted += groups.reduce((sum, { count }) => sum + count, 0)
      pages += 1
      cursor = next ?? undefined
    } while (cursor)
    expect(counted).toBe(expected.length)
    expect(pages).toBeGreaterThan(1)
  },
  60_000,
)

test('what is rare is found page by page, each of which looks at so many frames and rows', async () => {
  const { pages } = await listed({ code: 'not-an-object' })
  expect(pages).toEqual([...Array.from({ length: pages.length - 1 }, () => 0), 5])
  const rows = runs - untouched + rowsOfOldest
  expect(pages).toHaveLength(Math.ceil(rows / mostLookedAt))
})

test('a run that has few of what is wanted, and a dataset that was never refused anything, are looked up at once', async () => {
  expect((await listed({ dataset: 'old', code: 'not-an-object' })).ids).toHaveLength(5)
  expect((await listed({ run: oldest, code: 'not-an-object' })).pages).toEqual([5, 0])
  expect((await listed({ dataset: 'none' })).pages).toEqual([0])
})

test.each<[string, QuarantineFilter]>([
  ['all', {}],
  ['a dataset', { dataset: 'd1' }],
  ['a run', { run: oldest }],
])('what a page of %s looks at is read from indexes', async (_what, filter) => {
  const first = await lookFrom(sql, filter, null)
  for (const piece of [first, await lookFrom(sql, filter, first.last)]) {
    for (const table of ['refusals', 'quarantine'] as const) {
      const visible = table === 'refusals' ? visibleFrames : visibleRows
      const [row] = await sql<{ 'QUERY PLAN': unknown }[]>`
        explain (format json) select count(runs.state) from ${visible(sql, rowsIn(sql, table, filter, piece))}`
      expect(JSON.stringify(row!['QUERY PLAN'])).not.toMatch(
        /"Seq Scan"[^{}]*"Relation Name":"(refusals|quarantine|runs)"/,
      )
    }
  }
})

test.each(['x', `${oldest}`, `${oldest}.`, `${oldest}.${oldest}.${oldest}`])('%s is no cursor', async (cursor) => {
  const wrong = expect.objectContaining({ code: 'validation-failed' })
  await expect(open.catalog.quarantine.list({ limit: 1, cursor })).rejects.toEqual(wrong)
  await expect(open.catalog.quarantine.groups({ cursor })).rejects.toEqual(wrong)
})
