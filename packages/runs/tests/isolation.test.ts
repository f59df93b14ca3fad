import { booksBalance, type Recipe } from '@syndicate/contracts'
import { Redis } from 'ioredis'
import { expect, inject, test } from 'vitest'
import { waitForEnd } from '../src/index.ts'
import { accept, openRuns, published, recipe, smallLimits, type OpenRuns } from './fixture.ts'

/** Records whose note is not made of a's are refused; one that is long takes the step for ever. */
const slowRecipe: Recipe = {
  ...recipe,
  limits: { seconds: 2 },
  steps: [
    ...recipe.steps,
    { derive: { all: 'note + note + note + note + note + note + note + note' } },
    { derive: { all: 'all + all + all + all + all + all + all + all' } },
    { filter: 'note.size() < 999 || all.split("").all(a, all.split("").all(b, a == b))' },
    { drop: ['all'] },
  ],
  schema: { type: 'object', properties: { note: { type: 'string', pattern: '^a+$' } } },
}
/** Processes are started and killed here, and a busy machine takes its time for that. */
const patience = { timeout: 90_000 }
const hang = 'a'.repeat(1_500)

function notes(count: number, noteOf: (n: number) => string): Uint8Array {
  return Buffer.from(
    Array.from({ length: count }, (_, n) => `${JSON.stringify({ n, cpu: '1', note: noteOf(n) })}\n`).join(''),
  )
}

const numbersBut = (count: number, ...missing: number[]) =>
  Array.from({ length: count }, (_, n) => n).filter((n) => !missing.includes(n))

async function quarantined(open: OpenRuns, run: string) {
  const { records } = await open.ctx.catalog.quarantine.list({ run, limit: 100 })
  return records.map(({ position, stage, code }) => ({ position, stage, code }))
}

/** What the queue says happened to its jobs. */
async function eventsOf(open: OpenRuns, stage: string): Promise<string[]> {
  const redis = new Redis(inject('redisUrl'))
  const entries = await redis.xrange(`${open.prefix}:${stage}:events`, '-', '+')
  redis.disconnect()
  return entries.map(([, fields]) => fields[fields.indexOf('event') + 1]!)
}

test(
  'a record that hangs a step is quarantined, all others are published, and no lock lapses meanwhile',
  patience,
  async () => {
    await using open = await openRuns()
    open.work(open.ctx, { lockMs: 1_000 })
    const body = notes(400, (n) => (n === 123 ? hang : n === 200 ? 'b' : 'aaa'))
    const run = await waitForEnd(open.ctx, await accept(open, body, { recipe: slowRecipe }), 80_000)
    expect(run).toMatchObject({ state: 'published', counts: { in: 400, loaded: 398, quarantined: 2, filtered: 0 } })
    expect(booksBalance(run.counts)).toBe(true)
    expect((await published(open.ctx)).map(({ n }) => n)).toEqual(numbersBut(400, 123, 200))
    expect(await quarantined(open, run.runId)).toEqual(
      expect.arrayContaining([
        { position: 123, stage: 'transform', code: 'record-timeout' },
        { position: 200, stage: 'validate', code: 'schema-violation' },
      ]),
    )
    const events = await eventsOf(open, 'transform')
    expect(events).toContain('completed')
    expect(events).not.toContain('stalled')
  },
)

test('a record that eats all memory is quarantined, and all others are published', patience, async () => {
  const limits = { ...smallLimits, cut: { ...smallLimits.cut, maxRecordBytes: 10_000 } }
  await using open = await openRuns(limits, { chunkMemory: 32 * 1024 ** 2 })
  open.work()
  const pairing: Recipe = {
    ...recipe,
    steps: [{ derive: { cpu: 'size(record.list.map(x, record.list.map(y, [x, y])))' } }],
  }
  const records = Array.from({ length: 300 }, (_, n) => ({ n, list: Array(n === 77 ? 3_000 : 2).fill(0) as number[] }))
  const body = Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(''))
  const run = await waitForEnd(open.ctx, await accept(open, body, { recipe: pairing }), 80_000)
  expect(run).toMatchObject({ state: 'published', counts: { in: 300, loaded: 299, quarantined: 1 } })
  expect((await published(open.ctx)).map(({ n }) => n)).toEqual(numbersBut(300, 77))
  expect(await quarantined(open, run.runId)).toEqual([
    { position: 77, stage: 'transform', code: 'record-out-of-memory' },
  ])
})

test.for([
  { name: 'a chunk of several', records: 400, stage: 'transform' },
  { name: 'a run of one chunk', records: 10, stage: 'extract' },
] as const)(
  'a worker that is told to stop in the middle of a hang does so at once, and hands $name back',
  async ({ records, stage }) => {
    await using open = await openRuns()
    const { ctx } = open
    const slow = { ...slowRecipe, limits: { seconds: 60 } }
    const workers = open.work()
    const runId = await accept(
      open,
      notes(records, (n) => (n === 5 ? hang.repeat(2) : 'a')),
      { recipe: slow },
    )
    await expect.poll(() => eventsOf(open, stage), { timeout: 10_000 }).toContain('active')
    const began = performance.now()
    await Promise.all(workers.map((worker) => worker.stop()))
    await ctx.executor.close()
    expect(performance.now() - began).toBeLessThan(3_000)
    expect((await ctx.broker.queues.depths())[stage]).toBeGreaterThan(0)
    expect(await ctx.catalog.runs.get(runId)).toMatchObject({ state: 'running' })
  },
)
