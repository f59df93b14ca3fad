import type { Format } from '@syndicate/contracts'
import { describe, expect, test } from 'vitest'
import { cancelRun, createReconcile, replayRun } from '../src/index.ts'
import { accept, end, openRuns, published, readings, recipe, runToEnd } from './fixture.ts'
import { all, cool, endOf, numbers, replay, states } from './replay-fixture.ts'

/** One record that passes, one that does not cast and one that the schema refuses. */
const inputs: Partial<Record<Format, string | Uint8Array>> = {
  ndjson: '{"n":1,"cpu":5}\n{"n":2,"cpu":"hot"}\n{"n":3,"cpu":101}',
  json: '[{"n":1,"cpu":5},{"n":2,\n"cpu":"hot"},{"n":3,"cpu":101}]',
  csv: 'n,cpu\r\n1,5\r\n"2","hot"\r\n3,101\r\n',
  yaml: '- {n: 1, cpu: 5}\n- {n: 2, cpu: hot}\n- n: 3\n  cpu: 101\n',
  msgpack: Buffer.from('\x82\xa1n\x01\xa3cpu\x05\x82\xa1n\x02\xa3cpu\xa3hot\x82\xa1n\x03\xa3cpu\x65', 'latin1'),
  cbor: Buffer.from('\xa2an\x01ccpu\x05\xa2an\x02ccpuchot\xa2an\x03ccpu\x18\x65', 'latin1'),
}

describe('a record of', () => {
  test.each(Object.entries(inputs))('%s is refused, patched, replayed and published', async (format, input) => {
    await using open = await openRuns()
    open.work()
    const body = typeof input === 'string' ? Buffer.from(input) : input
    const first = await runToEnd(open, body, { format: format as Format })
    expect(first.counts).toMatchObject({ in: 3, loaded: 1, quarantined: 2 })
    const replayed = await replay(open, { patch: cool })
    expect(replayed).toMatchObject({ claimed: 2, notReplayable: [], more: false })
    expect(await endOf(open, replayed)).toMatchObject({
      state: 'published',
      dataset: 'readings',
      version: 2,
      counts: { in: 2, loaded: 2 },
    })
    expect(await numbers(open)).toEqual([1, 2, 3])
    expect((await published(open.ctx)).slice(1)).toMatchObject([{ cpu: 50 }, { cpu: 50 }])
    expect(await states(open)).toEqual(['replayed', 'replayed'])
    await expect(replay(open, { patch: cool })).rejects.toMatchObject({
      code: 'nothing-to-replay',
      message: 'Nothing to replay: 2 records were replayed already',
    })
  })

  test('CSV that could not be read is left, unless all of it is replaced', async () => {
    await using open = await openRuns()
    open.work()
    await runToEnd(open, Buffer.from('n,cpu\n1,2,3\n'), { format: 'csv' })
    await expect(replay(open, { patch: cool })).rejects.toMatchObject({
      message: 'Nothing to replay: 1 record is unreadable: replace the whole record',
    })
    const whole = await replay(open, { patch: [{ op: 'replace', path: '', value: { n: 7, cpu: 1 } }] })
    await endOf(open, whole)
    expect(await numbers(open)).toEqual([7])
  })
})

test('what is refused again counts its attempts, and after so many it stays', async () => {
  await using open = await openRuns()
  open.work()
  await runToEnd(
    open,
    readings(2, (n) => (n === 1 ? 'hot' : 1)),
  )
  for (const attempt of [1, 2, 3]) {
    const run = await endOf(open, await replay(open))
    expect(run).toMatchObject({ state: 'published', counts: { in: 1, loaded: 0, quarantined: 1 } })
    const { records } = await open.ctx.catalog.quarantine.list({ run: run.runId, limit: 10 })
    expect(records).toMatchObject([{ attempt, state: 'open', original: '{"n":1,"cpu":"hot"}' }])
  }
  await expect(replay(open, { patch: cool })).rejects.toMatchObject({
    message: 'Nothing to replay: 3 records were replayed already, 1 record was tried as often as allowed',
  })
  await endOf(open, await replay(open, { patch: cool, maxReplays: 4 }))
  expect(await numbers(open)).toEqual([0, 1])
})

test('of many replays at once, each record is in exactly one', async () => {
  await using open = await openRuns()
  open.work()
  await runToEnd(
    open,
    readings(300, (n) => (n % 3 === 0 ? 'hot' : 1)),
  )
  const { records } = await open.ctx.catalog.quarantine.list({ limit: 100 })
  const ids = records.map(({ id }) => id)
  const wishes = [{ ids: ids.slice(0, 60) }, all, { ids: ids.slice(40) }, all, { ids: ids.slice(20, 70) }]
  const other = open.beside()
  const results = await Promise.allSettled(
    wishes.map((selection, n) => replay(open, { selection, patch: cool }, n % 2 === 0 ? open.ctx : other)),
  )
  const won = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  expect(won.reduce((sum, { claimed }) => sum + claimed, 0)).toBe(100)
  const lost = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code as string] : []))
  expect(lost.filter((code) => code !== 'nothing-to-replay')).toEqual([])
  for (const each of won) await endOf(open, each)
  expect(await numbers(open)).toEqual(Array.from({ length: 300 }, (_, n) => n))
})

test('a replay that was cancelled gives its records back, to one of those who want them', async () => {
  await using open = await openRuns()
  const workers = open.work()
  await runToEnd(
    open,
    readings(3, (n) => (n === 0 ? 1 : 'hot')),
  )
  await Promise.all(workers.map((worker) => worker.stop()))
  const first = await replay(open, { patch: cool })
  expect(await states(open)).toEqual(['replaying', 'replaying'])
  await expect(replay(open)).rejects.toMatchObject({
    message: 'Nothing to replay: 2 records are being replayed already',
  })
  await expect(replayRun(open.ctx, first.runs[0]!.runId, open.userId)).rejects.toMatchObject({
    code: 'nothing-to-replay',
  })
  await cancelRun(open.ctx, first.runs[0]!.runId)
  expect(await states(open)).toEqual(['open', 'open'])

  const both = await Promise.allSettled([
    replayRun(open.ctx, first.runs[0]!.runId, open.userId),
    replay(open, { patch: cool }),
  ])
  expect(both.filter(({ status }) => status === 'rejected')).toHaveLength(1)
  open.work()
  await expect.poll(() => states(open), { timeout: 20_000 }).toEqual(['replayed', 'replayed'])
  expect(await numbers(open)).toEqual([0, 1, 2])
  await expect(replayRun(open.ctx, first.runs[0]!.runId, open.userId)).rejects.toMatchObject({
    code: 'nothing-to-replay',
  })
})

test('a cancelled replay can be run again as it was', async () => {
  await using open = await openRuns()
  const workers = open.work()
  await runToEnd(
    open,
    readings(3, (n) => (n === 0 ? 1 : 'hot')),
  )
  await Promise.all(workers.map((worker) => worker.stop()))
  const first = await replay(open)
  await cancelRun(open.ctx, first.runs[0]!.runId)
  const { runId } = await replayRun(open.ctx, first.runs[0]!.runId, open.userId)
  expect(await states(open)).toEqual(['replaying', 'replaying'])
  open.work()
  expect(await end(open.ctx, runId)).toMatchObject({ state: 'published', counts: { in: 2, quarantined: 2 } })
  const { records } = await open.ctx.catalog.quarantine.list({ run: runId, limit: 10 })
  expect(records.map(({ attempt }) => attempt)).toEqual([1, 1])
})

test('a replay accepted while Redis is away is found and finished', async () => {
  await using open = await openRuns()
  open.work()
  await runToEnd(
    open,
    readings(2, (n) => (n === 0 ? 1 : 'hot')),
  )
  const cutOff = open.beside({ redisUrl: 'redis://127.0.0.1:1' })
  const replayed = await replay(open, { patch: cool }, cutOff)
  await createReconcile(open.ctx)({ quietMs: 0 })
  expect(await endOf(open, replayed)).toMatchObject({ state: 'published', counts: { loaded: 1 } })
})

test('a run of which all was refused is not published, and its records can be mended and replayed, once', async () => {
  await using open = await openRuns()
  open.work()
  const run = await runToEnd(
    open,
    readings(3, () => 'hot'),
  )
  expect(run).toMatchObject({ state: 'rejected', version: null, error: { code: 'invalid-records' } })
  expect(await open.ctx.catalog.registry.get('readings')).toBeNull()
  const mended = await replay(open, { patch: cool })
  expect(mended).toMatchObject({ claimed: 3, notReplayable: [] })
  expect(await endOf(open, mended)).toMatchObject({ state: 'published', version: 1 })
  expect(await numbers(open)).toEqual([0, 1, 2])
  expect(await states(open, run.runId)).toEqual(['replayed', 'replayed', 'replayed'])
})

test('a replay that is rejected as a whole leaves its records open', async () => {
  await using open = await openRuns()
  open.work()
  const first = await runToEnd(
    open,
    readings(3, (n) => (n === 0 ? 1 : 'hot')),
  )
  const strict = { readings: { ...recipe, onInvalid: 'reject' as const } }
  expect(await endOf(open, await replay(open, { recipes: strict }))).toMatchObject({ state: 'rejected' })
  expect(await states(open, first.runId)).toEqual(['open', 'open'])
  expect(await replay(open)).toMatchObject({ claimed: 2, notReplayable: [{ reason: 'not-published', count: 2 }] })
})

test('a cancelled replay is not run again once another version has replaced the one it was for', async () => {
  await using open = await openRuns()
  const replacing = { ...recipe, mode: 'replace' as const }
  const workers = open.work()
  const first = await accept(
    open,
    readings(3, (n) => (n === 0 ? 1 : 'hot')),
    { recipe: replacing },
  )
  await end(open.ctx, first)
  await Promise.all(workers.map((worker) => worker.stop()))
  const { runId } = (await replay(open, { recipes: { readings: replacing } })).runs[0]!
  await cancelRun(open.ctx, runId)
  open.work()
  await runToEnd(open, readings(5), { recipe: replacing })
  await expect(replayRun(open.ctx, runId, open.userId)).rejects.toMatchObject({ status: 409 })
  expect(await published(open.ctx)).toHaveLength(5)
})

test('a replay under way fails once another version has replaced the one it was for, and its records are open', async () => {
  await using open = await openRuns()
  const replacing = { ...recipe, mode: 'replace' as const }
  open.work()
  const first = await runToEnd(
    open,
    readings(2, (n) => (n === 0 ? 1 : 'hot')),
    { recipe: replacing },
  )
  const cutOff = open.beside({ redisUrl: 'redis://127.0.0.1:1' })
  const replayed = await replay(open, { patch: cool, recipes: { readings: replacing } }, cutOff)
  await runToEnd(open, readings(5), { recipe: replacing })
  await createReconcile(open.ctx)({ quietMs: 0 })
  expect(await endOf(open, replayed)).toMatchObject({ state: 'failed', error: { code: 'version-superseded' } })
  expect(await states(open, first.runId)).toEqual(['open'])
  expect(await open.ctx.catalog.registry.get('readings')).toMatchObject({ head: 2, records: 5 })
})
