import { jobVersion } from '@syndicate/contracts'
import postgres from 'postgres'
import { expect, inject, test } from 'vitest'
import { sha256 } from '../src/engine.ts'
import { extract } from '../src/extract.ts'
import { validate } from '../src/validate.ts'
import { accept, end, openRuns, readings, smallLimits } from './fixture.ts'

const patience = { timeout: 10_000 }

test.each([{ auditShare: 0 }, { auditShare: 1 }])('a staged chunk that rots is never published: %o', async (share) => {
  await using open = await openRuns({ ...smallLimits, ...share })
  await using sql = openSql(open.prefix)
  const { ctx } = open
  const runId = await accept(open, readings(400))
  open.work(ctx, { only: ['extract', 'transform', 'load'] })
  await expect.poll(() => ctx.catalog.chunks.states(runId).then((states) => states.size), patience).toBe(2)
  await sql`update chunks set data = set_byte(data, length(data) / 2, get_byte(data, length(data) / 2) # 4) where ordinal = 1`
  open.work(ctx, { only: ['validate'] })
  expect(await end(ctx, runId)).toMatchObject({ state: 'failed', error: { code: 'chunk-damaged' } })
  expect(await ctx.catalog.registry.list()).toEqual([])
})

test.each([
  { auditShare: 0, noticed: false },
  { auditShare: 1, noticed: true },
])('of what a worker made itself it reads back its share: %o', async ({ auditShare, noticed }) => {
  await using open = await openRuns({ ...smallLimits, auditShare })
  const { ctx } = open
  const runRef = { v: jobVersion, run: await accept(open, readings(5)), epoch: 0 } as const
  const { run } = (await extract(ctx, runRef, { stages: new Set(['extract']) }))!
  // As PostgreSQL was given it, but no stored form of records: only who reads it can tell.
  const data = Buffer.from('no frame')
  const counts = { in: 5, filtered: 0, stored: 5 }
  const staged = { recipe: run.recipe, data, sha256: sha256(data), counts, refused: [], transformMs: 0 }
  await ctx.catalog.chunks.stage(runRef.run, 0, staged)
  const inHand = { records: 5, ms: 0 }
  const validating = validate(ctx, { ...runRef, ordinal: 0, recipe: run.recipe }, { inHand }).catch(() => null)
  expect((await validating) === null).toBe(noticed)
})

test.each([
  ['with a bit flipped', 'update input_parts set data = set_byte(data, 20, get_byte(data, 20) # 1) where ordinal = 1'],
  ['cut short', 'update input_parts set data = substring(data from 1 for length(data) / 2) where ordinal = 1'],
  ['that is gone', 'delete from input_parts where ordinal = 1'],
])('a part %s of a kept input is noticed before anything of it is published', async (_name, rot) => {
  await using open = await openRuns()
  await using sql = openSql(open.prefix)
  const { ctx } = open
  const runId = await accept(open, readings(1200))
  await sql.unsafe(rot)
  open.work()
  expect(await end(ctx, runId)).toMatchObject({ state: 'failed', error: { code: 'input-lost' } })
  expect(await ctx.catalog.registry.list()).toEqual([])
})

function openSql(schema: string) {
  const sql = postgres(inject('databaseUrl'), { connection: { search_path: schema } })
  return Object.assign(sql, { [Symbol.asyncDispose]: () => sql.end() })
}
