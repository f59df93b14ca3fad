import type { ChunkForm } from '@syndicate/broker'
import { stages, type Stage } from '@syndicate/contracts'
import { Redis } from 'ioredis'
import postgres from 'postgres'
import { expect, inject, test } from 'vitest'
import { createReconcile } from '../src/index.ts'
import { accept, end, openRuns, published, readings, smallLimits } from './fixture.ts'

const patience = { timeout: 10_000 }

/** Flips a bit of a digit, so that what is there still reads well. */
function flipAfter(text: string, bytes: Buffer): Buffer {
  const at = bytes.indexOf(text)
  if (at === -1) throw new Error(`There is no ${text} in it`)
  const flipped = Buffer.from(bytes)
  flipped[at + text.length]! ^= 1
  return flipped
}

type Rot = (bytes: Buffer) => Buffer | null
const kinds: [string, ChunkForm, Rot][] = [
  ['a slice with a bit flipped', 'slice', (bytes) => flipAfter('"cpu":', bytes)],
  ['a slice cut short', 'slice', (bytes) => bytes.subarray(0, bytes.lastIndexOf('\n') - 7)],
  ['a slice that is gone', 'slice', () => null],
  ['a stored chunk with a bit flipped', 'stored', (bytes) => flipAfter('"in":', bytes)],
  ['a stored chunk cut short', 'stored', (bytes) => bytes.subarray(0, -9)],
  ['a stored chunk that is gone', 'stored', () => null],
]

test.each(kinds)('%s in Redis is noticed, and made again from the input', async (_name, form, rot) => {
  await using open = await openRuns()
  await using redis = openRedis()
  const { ctx, prefix } = open
  const runId = await accept(open, readings(400))
  const before: Stage[] = form === 'slice' ? ['extract'] : ['extract', 'transform']
  open.work(ctx, { only: before })
  const keys = () => redis.keys(`${prefix}:chunk:*:${form}`)
  await expect.poll(async () => (await keys()).length, patience).toBe(2)
  await expect.poll(() => ctx.catalog.runs.get(runId), patience).toMatchObject({ chunks: 2 })
  const [key] = await keys()
  const rotten = rot((await redis.getBuffer(key!))!)
  await (rotten ? redis.set(key!, rotten) : redis.del(key!))

  open.work(ctx, { only: stages.filter((stage) => !before.includes(stage)) })
  const reconcile = createReconcile(ctx)
  await expect.poll(() => reconcile({ quietMs: 0 }), patience).toBe(1)
  const counts = { in: 400, loaded: 400, quarantined: 0, filtered: 0 }
  expect(await end(ctx, runId)).toMatchObject({ state: 'published', counts })
  expect(await published(ctx)).toEqual(Array.from({ length: 400 }, (_, n) => ({ n, cpu: n % 100 })))
})

test('a staged chunk that rots is never published, and its run says why', async () => {
  await using open = await openRuns()
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
  ['with a bit flipped', 'update input_parts set data = set_byte(data, 20, get_byte(data, 20) # 1) where ordinal = 1'],
  ['cut short', 'update input_parts set data = substring(data from 1 for length(data) / 2) where ordinal = 1'],
  ['that is gone', 'delete from input_parts where ordinal = 1'],
])('a part %s of a kept input is noticed before anything of it is published', async (_name, rot) => {
  await using open = await openRuns({ ...smallLimits, cut: { ...smallLimits.cut, sliceBytes: 4_000_000 } })
  await using sql = openSql(open.prefix)
  const { ctx } = open
  const runId = await accept(open, readings(120_000))
  await sql.unsafe(rot)
  open.work()
  expect(await end(ctx, runId)).toMatchObject({ state: 'failed', error: { code: 'input-lost' } })
  expect(await ctx.catalog.registry.list()).toEqual([])
})

function openRedis() {
  const redis = new Redis(inject('redisUrl'))
  return Object.assign(redis, { [Symbol.asyncDispose]: async () => redis.disconnect() })
}

function openSql(schema: string) {
  const sql = postgres(inject('databaseUrl'), { connection: { search_path: schema } })
  return Object.assign(sql, { [Symbol.asyncDispose]: () => sql.end() })
}
