import { jobVersion } from '@syndicate/contracts'
import postgres from 'postgres'
import { expect, test } from 'vitest'
import { extract } from '../src/stages/extract.ts'
import { validate } from '../src/stages/validate.ts'
import { transform } from '../src/stages/transform.ts'
import { accept, openRuns, readings, recipe, type OpenRuns } from './fixture.ts'

const extracting = { stages: new Set(['extract'] as const) }

/** A run whose chunks wait to be made. */
async function begun(open: OpenRuns, records: number, changes: Parameters<typeof accept>[2] = {}) {
  const run = await accept(open, readings(records), changes)
  const runRef = { v: jobVersion, run, epoch: 0 } as const
  const { chunks, run: started } = (await extract(open.ctx, runRef, extracting))!
  const refOf = (ordinal: number) => ({ ...runRef, ordinal, recipe: started.recipe })
  return { chunks, refOf }
}

function openSql({ database: { url, schema } }: OpenRuns) {
  const sql = postgres(url, { connection: { search_path: schema }, max: 1 })
  return Object.assign(sql, { [Symbol.asyncDispose]: () => sql.end() })
}

test('a thread that met a recipe over a chunk made before can work by it', async () => {
  await using open = await openRuns()
  const one = await begun(open, 20)
  await transform(open.ctx, one.refOf(0), { as: 'staged' })
  const ctx = open.beside()
  expect(await transform(ctx, one.refOf(0), { as: 'staged' })).toMatchObject({ state: 'staged', made: null })
  expect(await validate(ctx, one.refOf(0))).toMatchObject({ records: 20, finished: { state: 'published' } })
})

test('a database that does not answer for longer than a chunk may take is no fault of the chunk', async () => {
  await using open = await openRuns()
  await using sql = openSql(open)
  const { ctx } = open
  const { refOf } = await begun(open, 400, { recipe: { ...recipe, limits: { seconds: 1 } } })
  // Its thread is up and has met the recipe.
  await transform(ctx, refOf(0), { as: 'staged' })
  const held = await sql.reserve()
  await held`begin`
  await held`lock table chunks in share mode`
  let isMade = false
  const making = transform(ctx, refOf(1), { as: 'staged' }).finally(() => (isMade = true))
  const began = performance.now()
  await expect.poll(() => performance.now() - began, { timeout: 10_000 }).toBeGreaterThan(4_000)
  expect(isMade).toBe(false)
  await held`commit`
  held.release()
  expect(await making).toMatchObject({ state: 'staged' })
  expect(open.errors).toEqual([])
})

test('a chunk that was made twice at once, for a worker that loads and for one that does not, is loaded by either', async () => {
  await using open = await openRuns()
  const others = open.beside()
  for (let round = 0; round < 5; round++) {
    const { refOf } = await begun(open, 20)
    const ways = await Promise.all([
      transform(open.ctx, refOf(0), { as: 'staged' }),
      transform(others, refOf(0), { as: 'transformed' }),
    ])
    const { state } = (await open.ctx.catalog.chunks.read(refOf(0).run, 0))!
    expect(ways.map((way) => way.state)).toEqual([state, state])
  }
})

test('an audit that takes too long is an error', { timeout: 60_000 }, async () => {
  await using open = await openRuns()
  await using sql = openSql(open)
  const { ctx } = open
  // Each level is looked at twice as often as the one above it.
  const twice = ['b', 'c'].map((name) => ({
    not: { allOf: [{ properties: { a: { $ref: '#' } } }, { required: [name] }] },
  }))
  const slow = { ...recipe, steps: [], limits: { seconds: 1 }, schema: { allOf: twice } }
  const deep = `${'{"a":'.repeat(50)}1${'}'.repeat(50)}\n`
  const plain = { ...slow, schema: {} }
  const runId = await accept(open, Buffer.from(deep), { recipe: plain })
  const runRef = { v: jobVersion, run: runId, epoch: 0 } as const
  const { run } = (await extract(ctx, runRef, extracting))!
  await transform(ctx, { ...runRef, ordinal: 0, recipe: run.recipe }, { as: 'staged' })
  const named = { hash: 'slow', recipe: slow }
  await expect(ctx.executor.audit(named, { chunk: { run: runId, epoch: 0, ordinal: 0 } })).rejects.toThrow(
    'It took longer than 2 s',
  )
  expect(await sql`select state from chunks`).toMatchObject([{ state: 'staged' }])
})
