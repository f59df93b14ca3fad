import { headChunks, placeInLine } from '@syndicate/broker'
import { jobVersion, stages } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { extract } from '../src/stages/extract.ts'
import { accept, end, openRuns, readings, recipe, smallLimits, type OpenRuns } from './fixture.ts'

test('however many large runs wait, a small one is published before them', async () => {
  await using open = await openRuns()
  const { ctx } = open
  // Nobody transforms: the chunks of the large runs are all in line.
  open.work(ctx, { only: ['extract'] })
  const large = await Promise.all(Array.from({ length: 6 }, () => accept(open, readings(7_000))))
  const chunks = async () => (await ctx.broker.queues.depths()).transform
  await expect.poll(chunks, { timeout: 10_000 }).toBeGreaterThan(100)
  open.work(open.beside())
  const small = await accept(open, readings(1))
  const { state, finishedAt } = await end(ctx, small)
  expect(state).toBe('published')
  for (const runId of large) {
    const run = await end(ctx, runId)
    expect(run).toMatchObject({ state: 'published', counts: { loaded: 7_000 } })
    expect(Date.parse(run.finishedAt!)).toBeGreaterThan(Date.parse(finishedAt!))
  }
})

test('a record passes the chunks of a large run that came before it', async () => {
  await using open = await openRuns()
  const { ctx } = open
  const jobs = async () => (await ctx.broker.queues.depths()).transform
  open.work(ctx, { only: ['extract'] })
  await accept(open, readings(4000))
  await expect.poll(jobs).toBeGreaterThan(5)
  const small = await accept(open, readings(1))
  const all = await jobs()
  await expect.poll(jobs).toBe(all + 1)
  const order: string[] = []
  const worker = ctx.broker.work(
    'transform',
    async ({ run, ordinal }) => void order.push(run === small ? 'small' : `${ordinal}`),
    {
      concurrency: 1,
      lockMs: 5_000,
      postponeMs: () => null,
      onExhausted: () => {},
    },
  )
  await expect.poll(() => order).toHaveLength(all + 1)
  expect(order.indexOf('small')).toBeLessThan(order.indexOf('4'))
  await worker.stop()
})

test('a run that is started afresh keeps its place in line, but for what of a large one has not come far', async () => {
  await using open = await openRuns()
  const { broker, catalog } = open.ctx
  const run = await accept(open, readings(4000))
  const later = placeInLine(0, 0, Date.now() + 1_000)
  await expect.poll(() => placeInLine(0, 0), { timeout: 5_000 }).toBeGreaterThan(later)
  const [quiet] = await catalog.runs.quiet(0, 1)
  expect(await catalog.runs.redrive(quiet!)).toBe(1)
  await extract(open.ctx, { v: jobVersion, run, epoch: 1 }, { stages: new Set(stages) })
  const transforms = broker.queues.opened().find(({ name }) => name === 'transform')!
  const places = async () =>
    (await transforms.getPrioritized())
      .sort((one, other) => one.data.ordinal - other.data.ordinal)
      .map((job) => job.priority)
  const all = await places()
  const [head, rest] = [all.slice(0, headChunks), all.slice(headChunks)]
  expect(rest.length).toBeGreaterThan(5)
  expect(Math.max(...head)).toBeLessThan(later)
  expect(Math.min(...rest)).toBeGreaterThan(later)
})

/** How many of these runs have ended. */
async function ended(open: OpenRuns, runs: string[]): Promise<number> {
  const found = await Promise.all(runs.map((run) => open.ctx.catalog.runs.get(run)))
  return found.filter((run) => run!.state !== 'accepted' && run!.state !== 'running').length
}

/** Which of a flood had ended when another user's record, accepted after all of it, was published. */
async function passedBy(open: OpenRuns, flood: string[], format: 'ndjson' | 'yaml' = 'ndjson'): Promise<number> {
  const { id: userId } = await open.ctx.catalog.users.create({ username: 'bob', role: 'operator', passwordHash: 'x' })
  const body = format === 'yaml' ? Buffer.from('- {n: 1, cpu: 1}\n') : readings(1)
  const run = await accept(open, body, { userId, format, recipe: { ...recipe, dataset: 'others' } })
  expect(await end(open.ctx, run)).toMatchObject({ state: 'published' })
  return ended(open, flood)
}

const flood = 30
const limits = {
  ...smallLimits,
  cut: { sliceBytes: 1024 ** 2, maxRecordBytes: 1024 ** 2, maxDocumentBytes: 1024 ** 2 },
}

test.each(['ndjson', 'yaml'] as const)(
  "one user's flood of inputs that are read whole lets another's record pass: %s",
  { timeout: 90_000 },
  async (format) => {
    await using open = await openRuns(limits)
    const yaml = Buffer.from(Array.from({ length: 15_000 }, (_, n) => `- {n: ${n}, cpu: ${n % 100}}\n`).join(''))
    open.work()
    const runs = await Promise.all([
      ...Array.from({ length: flood }, () => accept(open, yaml, { format: 'yaml' })),
      ...Array.from({ length: flood }, () => accept(open, readings(1))),
    ])
    await expect.poll(() => ended(open, runs), { timeout: 60_000 }).toBeGreaterThan(0)
    const before = await ended(open, runs.slice(0, flood))
    const after = await passedBy(open, runs.slice(0, flood), format)
    expect(after - before).toBeLessThan(6)
  },
)

test(
  "one user's flood of records that are slow in the pipeline lets another's record pass",
  { timeout: 90_000 },
  async () => {
    await using open = await openRuns(limits)
    const filter = 'record.list.filter(a, record.list.exists_one(b, a + b < 0)).size() == 0'
    const slow = { ...recipe, steps: [{ filter }] }
    const body = Buffer.from(JSON.stringify({ cpu: 1, list: Array.from({ length: 500 }, (_, n) => n) }))
    open.work()
    const runs = await Promise.all(Array.from({ length: flood }, () => accept(open, body, { recipe: slow })))
    await expect.poll(() => ended(open, runs), { timeout: 60_000 }).toBeGreaterThan(0)
    const before = await ended(open, runs)
    // In line behind all of them it would come last.
    expect((await passedBy(open, runs)) - before).toBeLessThan(flood / 2)
  },
)
