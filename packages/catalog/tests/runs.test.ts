import { booksBalance, newId } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { newInput, newRun, openCatalog, publish, refusal, stagedChunk, verdict } from './fixture.ts'
import { addChunks, openReclaim } from './reclaim-fixture.ts'

test('migrating twice at once, and again, leaves one schema', async () => {
  await using open = await openCatalog()
  await Promise.all([open.catalog.migrate(), open.catalog.migrate()])
  expect(await open.catalog.runs.list({ limit: 1 })).toEqual({ runs: [], next: null })
})

test('a run is accepted with its input and read back', async () => {
  await using open = await openCatalog()
  const run = await newRun(open.catalog)
  expect(await open.catalog.runs.accept(run)).toEqual({
    runId: run.id,
    state: 'accepted',
    dataset: 'things',
    repeated: false,
    ahead: 0,
    leads: [],
  })
  expect(await open.catalog.runs.get(run.id)).toMatchObject({
    state: 'accepted',
    bytes: 10,
    chunks: null,
    version: null,
  })
  const started = await open.catalog.runs.start(run.id, 0)
  expect(started).toMatchObject({ first: true, parts: 1, chunks: null, problem: null, isOld: false })
  const source = await open.catalog.chunks.source({ run: run.id, epoch: 0, ordinal: 0 })
  expect(source).toMatchObject({ recipe: 'r1', state: null })
  expect(Buffer.from(source!.part!).toString()).toBe('part')
  expect(await open.catalog.runs.start(run.id, 0)).toMatchObject({ first: false })
})

test('the last chunk to pass publishes, whichever order chunks and seal come in', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const run = await newRun(catalog)
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  await catalog.chunks.stage(run.id, 1, stagedChunk(5))
  expect(await catalog.chunks.pass(run.id, 0, 1, verdict())).toBeNull()
  expect(await catalog.registry.get('things')).toBeNull()
  await catalog.chunks.stage(run.id, 0, stagedChunk(3, { refused: [refusal(1)] }))
  expect(await catalog.chunks.seal(run.id, 0, 2, 1)).toBeNull()
  const finished = await catalog.chunks.pass(run.id, 0, 0, verdict())
  expect(finished).toMatchObject({ state: 'published', version: 1, counts: { in: 9, loaded: 8, quarantined: 1 } })
  const read = await catalog.runs.get(run.id)
  expect(read).toMatchObject({ state: 'published', version: 1, chunks: 2 })
  expect(booksBalance(read!.counts)).toBe(true)
})

test('staging and passing a chunk twice counts it once', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const run = await newRun(catalog)
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  const chunk = stagedChunk(2, { refused: [refusal(0)] })
  await Promise.all([catalog.chunks.stage(run.id, 0, chunk), catalog.chunks.stage(run.id, 0, chunk)])
  const pass = () => catalog.chunks.pass(run.id, 0, 0, verdict())
  await Promise.all([pass(), pass()])
  await catalog.chunks.seal(run.id, 0, 1, 1)
  expect((await catalog.runs.get(run.id))!.counts).toEqual({
    in: 3,
    loaded: 2,
    quarantined: 1,
    duplicate: 0,
    filtered: 0,
  })
  expect((await catalog.quarantine.list({ run: run.id, limit: 10 })).records).toHaveLength(1)
})

test('a worker of an old epoch is fenced off', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const run = await newRun(catalog)
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  await catalog.chunks.stage(run.id, 0, stagedChunk(2))
  const [seen] = await catalog.runs.quiet(0, 1)
  expect(await catalog.runs.redrive(seen!)).toBe(1)
  expect(await catalog.runs.redrive(seen!)).toBeNull()
  expect(await catalog.runs.fail(run.id, 0, { code: 'stage-failed', detail: '' })).toBeNull()
  await catalog.chunks.seal(run.id, 0, 1, 1)
  expect(await catalog.chunks.pass(run.id, 0, 0, verdict())).toBeNull()
  expect(await catalog.runs.start(run.id, 0)).toBeNull()
  await catalog.chunks.seal(run.id, 1, 1, 1)
  expect(await catalog.chunks.pass(run.id, 1, 0, verdict())).toMatchObject({ state: 'published' })
})

test('one refused record rejects a run that publishes all or nothing', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const run = await newRun(catalog, { onInvalid: 'reject' })
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  const refused = [{ ...refusal(1), stage: 'validate' as const }]
  await catalog.chunks.stage(run.id, 0, stagedChunk(1, { refused }))
  await catalog.chunks.seal(run.id, 0, 1, 1)
  const finished = await catalog.chunks.pass(run.id, 0, 0, verdict())
  expect(finished).toMatchObject({ state: 'rejected', version: null })
  expect(await catalog.registry.get('things')).toBeNull()
  expect((await catalog.runs.get(run.id))!.error).toMatchObject({ code: 'invalid-records' })
})

test('cancel and publish race to exactly one end', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const ends = new Set<string>()
  for (let round = 0; round < 20; round++) {
    const run = await newRun(catalog)
    await catalog.runs.accept(run)
    await catalog.runs.start(run.id, 0)
    await catalog.chunks.stage(run.id, 0, stagedChunk(1))
    await catalog.chunks.seal(run.id, 0, 1, 1)
    const [finished, cancelled] = await Promise.all([
      catalog.chunks.pass(run.id, 0, 0, verdict()),
      catalog.runs.cancel(run.id),
    ])
    expect([finished, cancelled].filter(Boolean)).toHaveLength(1)
    const { state, version } = (await catalog.runs.get(run.id))!
    expect(state === 'published').toBe(version !== null)
    ends.add(state)
  }
  expect(ends.size).toBeGreaterThan(0)
})

test('runs are listed newest first, page by page, by every filter', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const ids: string[] = []
  for (let count = 0; count < 5; count++) ids.unshift(await publish(catalog, 1))
  const first = await catalog.runs.list({ limit: 3 })
  const second = await catalog.runs.list({ limit: 3, cursor: first.next! })
  expect([...first.runs, ...second.runs].map((run) => run.runId)).toEqual(ids)
  expect(second.next).toBeNull()
  const count = async (filter: Parameters<typeof catalog.runs.list>[0]) => (await catalog.runs.list(filter)).runs.length
  expect(await count({ limit: 10, state: 'failed' })).toBe(0)
  expect(await count({ limit: 10, pipeline: 'things', dataset: 'things' })).toBe(5)
  expect(await count({ limit: 10, q: ids[0]!.slice(-8) })).toBe(1)
  expect(await count({ limit: 10, q: 'th_ngs' })).toBe(0)
  expect(await count({ limit: 10, since: new Date(Date.now() + 60_000) })).toBe(0)
  await expect(catalog.runs.list({ limit: 1, cursor: 'x' })).rejects.toMatchObject({ code: 'validation-failed' })
})

test('chunks that are staged count, up to a bound, and beyond it those that are valid', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const run = await newRun(catalog)
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  const loaded = async () => [
    (await catalog.runs.get(run.id))!.stages.load.chunks,
    (await catalog.runs.list({ limit: 1 })).runs[0]!.stages.transform.chunks,
  ]
  await addChunks(sql, run.id, 30)
  expect(await loaded()).toEqual([30, 30])
  await addChunks(sql, run.id, 900)
  expect(await loaded()).toEqual([500, 500])
  await sql`update runs set chunks_valid = 700`
  expect(await loaded()).toEqual([700, 700])
})

test('a failed run says why and holds no NUL against anybody', async () => {
  await using open = await openCatalog()
  const run = await newRun(open.catalog)
  await open.catalog.runs.accept(run)
  await open.catalog.runs.fail(run.id, 0, { code: 'malformed-input', detail: 'bad \0 byte' })
  expect((await open.catalog.runs.get(run.id))!.error).toEqual({ code: 'malformed-input', detail: 'bad \u2400 byte' })
  expect(await open.catalog.runs.fail(run.id, 0, { code: 'stage-failed', detail: '' })).toBeNull()
})

test('what is said of a failed run is short, and what was read of it last is in its books', async () => {
  await using open = await openCatalog()
  const { runs, chunks } = open.catalog
  const run = await newRun(open.catalog)
  await runs.accept(run)
  await runs.start(run.id, 0)
  await chunks.stage(run.id, 0, stagedChunk(3, { refused: [refusal(1)] }))
  await chunks.pass(run.id, 0, 0, verdict())
  const read = { in: 10, loaded: 1, quarantined: 7, duplicate: 0, filtered: 2 }
  const detail = 'ü'.repeat(1_000_000)
  const failed = await runs.fail(run.id, 0, { code: 'grown-too-large', detail }, read)
  const counts = { in: 14, loaded: 4, quarantined: 8, duplicate: 0, filtered: 2 }
  expect(failed).toMatchObject({ state: 'failed', counts })
  const { error, ...told } = (await runs.get(run.id))!
  expect(told).toMatchObject({ state: 'failed', counts })
  expect(error!.detail).toMatch(/^ü+…$/)
  expect(Buffer.byteLength(error!.detail)).toBeLessThanOrEqual(1000)
})

test('an unknown or odd run id is no run', async () => {
  await using open = await openCatalog()
  expect(await open.catalog.runs.get(newId())).toBeNull()
  expect(await open.catalog.runs.get("' or 1=1")).toBeNull()
})

test('a run that moved since it was seen quiet is not started afresh', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const run = await newRun(catalog)
  await catalog.runs.accept(run)
  const [seen] = await catalog.runs.quiet(0, 1)
  await catalog.runs.start(run.id, 0)
  expect(await catalog.runs.redrive(seen!)).toBeNull()
})

test('an input that lost a part on the way is not accepted', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const input = newInput({ parts: 3 })
  await catalog.inputs.addPart(input.id, 0, Buffer.from('a'))
  await catalog.inputs.addPart(input.id, 2, Buffer.from('c'))
  const run = await newRun(catalog, { input })
  await expect(catalog.runs.accept(run)).rejects.toMatchObject({ code: 'unavailable' })
  await catalog.inputs.addPart(input.id, 1, Buffer.from('b'))
  expect(await catalog.runs.accept(run)).toMatchObject({ state: 'accepted' })
})

test('a user is told how many runs it has under way', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  await publish(catalog, 1)
  const ahead = []
  for (let n = 0; n < 3; n++) ahead.push((await catalog.runs.accept(await newRun(catalog))).ahead)
  expect(ahead).toEqual([0, 1, 2])
})

test('of two first runs that make one dataset in two modes, the later is refused and nothing of it moves', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const run = await newRun(catalog, { mode: 'replace' })
  await catalog.runs.accept(run)
  await publish(catalog, 3)
  await catalog.runs.start(run.id, 0)
  await catalog.chunks.stage(run.id, 0, stagedChunk(1))
  await catalog.chunks.seal(run.id, 0, 1, 1)
  await expect(catalog.chunks.pass(run.id, 0, 0, verdict())).rejects.toMatchObject({ code: 'dataset-mode-conflict' })
  expect(await catalog.runs.get(run.id)).toMatchObject({ state: 'running', counts: { in: 0 } })
  expect(await catalog.registry.get('things')).toMatchObject({ head: 1, records: 3 })
})

test('a run that is running wants no attention for what it has refused so far', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const run = await newRun(catalog)
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  await catalog.chunks.seal(run.id, 0, 2, 1)
  const wanting = async () =>
    (await catalog.runs.list({ dealtWith: 'false', limit: 10 })).runs.map(({ runId, counts }) => [
      runId,
      counts.quarantined,
    ])
  const seen: unknown[] = []
  for (const ordinal of [0, 1]) {
    await catalog.chunks.stage(run.id, ordinal, stagedChunk(1, { refused: [refusal(ordinal)] }))
    await catalog.chunks.pass(run.id, 0, ordinal, verdict())
    seen.push([(await catalog.runs.get(run.id))?.state, await wanting()])
  }
  expect(seen).toEqual([
    ['running', []],
    ['published', [[run.id, 2]]],
  ])
})
