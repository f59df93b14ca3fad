import { jobVersion, stages } from '@syndicate/contracts'
import postgres from 'postgres'
import { afterEach, expect, test } from 'vitest'
import { extract } from '../src/stages/extract.ts'
import { armFailPoints, disarmFailPoints } from '../src/faults/fail-point.ts'
import { accept, end, openRuns, readings, smallLimits, type OpenRuns } from './fixture.ts'

afterEach(disarmFailPoints)

const patience = { timeout: 10_000 }

test.each([{ auditShare: 0 }, { auditShare: 1 }])('a staged chunk that rots is never published: %o', async (share) => {
  await using open = await openRuns({ ...smallLimits, ...share })
  await using sql = openSql(open)
  const { ctx } = open
  const runId = await accept(open, readings(400))
  open.work(ctx, { only: ['extract', 'transform', 'load'] })
  await expect.poll(() => ctx.catalog.chunks.states(runId).then((states) => states.size), patience).toBe(2)
  await sql`update chunks set data = set_byte(data, length(data) / 2, get_byte(data, length(data) / 2) # 4) where ordinal = 1`
  open.work(ctx, { only: ['validate'] })
  expect(await end(ctx, runId)).toMatchObject({ state: 'failed', error: { code: 'chunk-damaged' } })
  expect(await ctx.catalog.registry.list({ limit: 1 })).toEqual({ datasets: [], next: null })
})

test.each([
  { auditShare: 0, outcome: 'published' },
  { auditShare: 1, outcome: 'Fail point validate.audited' },
])('of what a worker made itself it reads back its share: %o', async ({ auditShare, outcome }) => {
  await using open = await openRuns({ ...smallLimits, auditShare })
  const run = await accept(open, readings(5))
  armFailPoints('validate.audited:throw')
  const taking = extract(open.ctx, { v: jobVersion, run, epoch: 0 }, { stages: new Set(stages) })
  const ended = taking.then((extracted) => extracted?.finished?.state)
  expect(await ended.catch((error: Error) => error.message)).toBe(outcome)
})

test.each([
  ['with a bit flipped', 'update input_parts set data = set_byte(data, 20, get_byte(data, 20) # 1) where ordinal = 1'],
  ['cut short', 'update input_parts set data = substring(data from 1 for length(data) / 2) where ordinal = 1'],
  ['that is gone', 'delete from input_parts where ordinal = 1'],
])('a part %s of a kept input is noticed before anything of it is published', async (_name, rot) => {
  await using open = await openRuns()
  await using sql = openSql(open)
  const { ctx } = open
  const runId = await accept(open, readings(1200))
  await sql.unsafe(rot)
  open.work()
  expect(await end(ctx, runId)).toMatchObject({ state: 'failed', error: { code: 'input-lost' } })
  expect(await ctx.catalog.registry.list({ limit: 1 })).toEqual({ datasets: [], next: null })
})

function openSql({ database: { url, schema } }: OpenRuns) {
  const sql = postgres(url, { connection: { search_path: schema } })
  return Object.assign(sql, { [Symbol.asyncDispose]: () => sql.end() })
}
