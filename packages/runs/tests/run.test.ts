import { booksBalance, type BusEvent } from '@syndicate/contracts'
import { describe, expect, test } from 'vitest'
import { cancelRun, replayRun, waitForEnd } from '../src/index.ts'
import { accept, end, openRuns, published, readings, recipe, runToEnd, smallLimits } from './fixture.ts'

test('one record goes through all four stages', async () => {
  await using open = await openRuns()
  open.work()
  const runId = await accept(open, Buffer.from('{"n":1,"cpu":"12.5"}'))
  expect(await end(open.ctx, runId)).toMatchObject({
    state: 'published',
    version: 1,
    counts: { in: 1, loaded: 1, quarantined: 0, filtered: 0 },
    stages: { extract: { chunks: 1 }, validate: { chunks: 1 } },
  })
  expect(await published(open.ctx)).toEqual([{ n: 1, cpu: 12.5 }])
})

test('many chunks, with refused and filtered records among them, keep their order and balance the books', async () => {
  await using open = await openRuns()
  open.work()
  const cpuOf = (n: number) => (n % 10 === 0 ? 'hot' : n % 10 === 1 ? -1 : n % 10 === 2 ? 101 : 50)
  const run = await runToEnd(open, readings(3000, cpuOf))
  expect(run).toMatchObject({ state: 'published', counts: { in: 3000, loaded: 2100, quarantined: 600, filtered: 300 } })
  expect(run.chunks).toBeGreaterThan(10)
  expect((await published(open.ctx)).map(({ n }) => n)).toEqual(
    Array.from({ length: 3000 }, (_, n) => n).filter((n) => n % 10 > 2),
  )
  expect((await open.ctx.catalog.quarantine.groups({ run: run.runId })).groups).toEqual(
    expect.arrayContaining([
      { stage: 'transform', code: 'cast-failed', count: 300 },
      { stage: 'validate', code: 'schema-violation', count: 300 },
    ]),
  )
  const { records } = await open.ctx.catalog.quarantine.list({ run: run.runId, code: 'schema-violation', limit: 500 })
  expect(records.every(({ position, original }) => JSON.parse(original).n === position)).toBe(true)
})

test('all or nothing: one refused record, and no reader sees anything', async () => {
  await using open = await openRuns()
  open.work()
  const body = readings(500, (n) => (n === 321 ? 'hot' : 1))
  const run = await runToEnd(open, body, { recipe: { ...recipe, onInvalid: 'reject' } })
  expect(run).toMatchObject({ state: 'rejected', version: null, counts: { in: 500, quarantined: 1 } })
  expect(booksBalance(run.counts)).toBe(true)
  expect(await open.ctx.catalog.registry.list({ limit: 1 })).toEqual({ datasets: [], next: null })
})

describe('a run that replaces what is live', () => {
  const most = { recipe: { ...recipe, mode: 'replace' as const, maxRefused: '10%' } }

  test.each([
    ['as many as allowed', 100, '10%', 'published'],
    ['one more', 110, '10%', 'rejected'],
    ['a number of them', 100, 100, 'published'],
    ['one more than that', 110, 100, 'rejected'],
    ['none are allowed', 10, 0, 'rejected'],
    ['a small part of a percent', 10, '0.5 %', 'rejected'],
  ])('%s', async (_, refused, maxRefused, state) => {
    await using open = await openRuns()
    open.work()
    await runToEnd(open, readings(5), most)
    const body = readings(1000, (n) => (n < refused ? 'hot' : 1))
    const run = await runToEnd(open, body, { recipe: { ...most.recipe, maxRefused } })
    expect(run).toMatchObject({ state, counts: { quarantined: refused } })
    expect(booksBalance(run.counts)).toBe(true)
    expect((await open.ctx.catalog.quarantine.list({ run: run.runId, limit: 500 })).records).toHaveLength(refused)
    expect(await open.ctx.catalog.registry.get('readings')).toMatchObject({ head: state === 'published' ? 2 : 1 })
  })

  test('nothing of it passes: what is live stays', async () => {
    await using open = await openRuns()
    open.work()
    await runToEnd(open, readings(5), { recipe: { ...most.recipe, maxRefused: '100%' } })
    const body = readings(3, () => 'hot')
    expect(await runToEnd(open, body, { recipe: { ...most.recipe, maxRefused: '100%' } })).toMatchObject({
      state: 'rejected',
      error: { code: 'invalid-records', detail: '3 of 3 records were refused: there is nothing to publish' },
    })
    expect(await published(open.ctx)).toHaveLength(5)
  })
})

test('an input that is not what it says fails with the reason, and nothing becomes visible', async () => {
  await using open = await openRuns()
  open.work()
  const run = await runToEnd(open, Buffer.from('[{"n":1},{"n":2}'), { format: 'json' })
  expect(run).toMatchObject({ state: 'failed', error: { code: 'malformed-input' } })
  expect(run.error!.detail).not.toBe('')
  expect(await open.ctx.catalog.registry.list({ limit: 1 })).toEqual({ datasets: [], next: null })
})

test('an empty input and one over the limit are refused, and nothing of them stays', async () => {
  await using open = await openRuns({
    ...smallLimits,
    maxInputBytes: 3_000_000,
  })
  await expect(accept(open, new Uint8Array())).rejects.toMatchObject({ code: 'empty-input' })
  await expect(accept(open, new Uint8Array(9_000_000).fill(10))).rejects.toMatchObject({ code: 'input-too-large' })
  expect((await open.ctx.catalog.runs.list({ limit: 10 })).runs).toEqual([])
})

test('an upload cut off halfway makes no run', async () => {
  await using open = await openRuns()
  async function* broken() {
    yield new Uint8Array(5_000_000).fill(10)
    throw new Error('connection reset')
  }
  await expect(accept(open, broken() as never)).rejects.toThrow('connection reset')
  expect((await open.ctx.catalog.runs.list({ limit: 10 })).runs).toEqual([])
})

test('the topic of a run tells its life from running to published', async () => {
  await using open = await openRuns()
  const runId = await accept(open, readings(3))
  const heard: BusEvent[] = []
  await open.ctx.broker.bus.subscribe(`runs.${runId}`, (event) => heard.push(event))
  open.work()
  await end(open.ctx, runId)
  const states = heard.flatMap(({ data }) => (data.kind === 'run.state' ? [data.state] : []))
  expect(states).toEqual(['running', 'published'])
})

test('records of a live pipeline go out when they are published', async () => {
  await using open = await openRuns()
  const heard: BusEvent[] = []
  await open.ctx.broker.bus.subscribe('telemetry.live', (event) => heard.push(event))
  open.work()
  await runToEnd(open, readings(2), { recipe: { ...recipe, live: true } })
  await expect
    .poll(() => heard.find(({ data }) => data.kind === 'telemetry')?.data)
    .toMatchObject({
      records: [
        { n: 0, cpu: 0 },
        { n: 1, cpu: 1 },
      ],
      total: 2,
    })
})

test('a cancelled run ends and shows nothing', async () => {
  await using open = await openRuns()
  const runId = await accept(open, readings(2000))
  expect(await cancelRun(open.ctx, runId)).toMatchObject({ state: 'cancelled' })
  open.work()
  await expect(cancelRun(open.ctx, runId)).rejects.toMatchObject({ code: 'run-is-final' })
  const other = await runToEnd(open, readings(1))
  expect(other).toMatchObject({ state: 'published' })
  expect(await published(open.ctx)).toHaveLength(1)
})

test('a replay runs the kept input again, as a run of its own', async () => {
  await using open = await openRuns()
  open.work()
  const first = await accept(open, readings(10))
  await end(open.ctx, first)
  const { runId } = await replayRun(open.ctx, first, open.userId)
  expect(await end(open.ctx, runId)).toMatchObject({
    state: 'published',
    version: 2,
    replayOf: first,
    counts: { loaded: 10 },
  })
  expect(await published(open.ctx)).toHaveLength(20)
})

test('waiting ends when time is up, with the run as it is', async () => {
  await using open = await openRuns()
  const runId = await accept(open, readings(1))
  expect(await waitForEnd(open.ctx, runId, 50)).toMatchObject({ state: 'accepted' })
  await expect(waitForEnd(open.ctx, 'nobody', 50)).rejects.toMatchObject({ code: 'run-not-found' })
})

test('of a live pipeline the first hundred records go out, whichever chunk is the last to pass', async () => {
  await using open = await openRuns()
  const { ctx } = open
  const heard: BusEvent[] = []
  await ctx.broker.bus.subscribe('telemetry.live', (event) => heard.push(event))
  const runId = await accept(open, readings(1000), { recipe: { ...recipe, live: true } })
  open.work(ctx, { only: ['extract', 'transform', 'load'] })
  await expect.poll(async () => (await ctx.broker.queues.depths()).validate, { timeout: 10_000 }).toBeGreaterThan(3)
  // The first chunk passes last: its job is taken out and put back behind the others.
  const validates = ctx.broker.queues.opened().find(({ name }) => name === 'validate')!
  const first = (await validates.getJobs(['prioritized'])).find(({ data }) => data.ordinal === 0)!
  await first.changePriority({ priority: 2 ** 21 - 1 })
  open.work(ctx, { only: ['validate'] })
  await end(ctx, runId)
  await expect
    .poll(() => heard.find(({ data }) => data.kind === 'telemetry')?.data)
    .toMatchObject({ records: Array.from({ length: 100 }, (_, n) => ({ n })), total: 1000 })
})

test('of several chunks in one hand, too, the first records of the run go out, and not those of the last chunk', async () => {
  await using open = await openRuns()
  const heard: BusEvent[] = []
  await open.ctx.broker.bus.subscribe('telemetry.live', (event) => heard.push(event))
  open.work()
  await runToEnd(open, readings(1000), { recipe: { ...recipe, live: true } })
  await expect
    .poll(() => heard.find(({ data }) => data.kind === 'telemetry')?.data)
    .toMatchObject({ records: Array.from({ length: 100 }, (_, n) => ({ n })), total: 1000 })
})
