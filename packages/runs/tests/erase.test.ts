import { expect, test } from 'vitest'
import { cancelRun, collect, replayRun } from '../src/index.ts'
import { ask, behind, erase, linesOf, people, whatSays, work } from './erase-fixture.ts'
import { everyKey } from './every-text.ts'
import { accept, end, openRuns, published, runToEnd, type OpenRuns } from './fixture.ts'

const ada = 'ada.lovelace@x.org'
const run = (open: OpenRuns, ...records: unknown[]) =>
  runToEnd(open, linesOf(...records), { recipe: { ...people, live: true } })
const idsOf = async (open: OpenRuns) =>
  (await published(open.ctx, 'people')).map((one) => (one as unknown as { id: number }).id)

test('a person is erased from every version, from quarantine and with the inputs, and nothing says the value any more', async () => {
  await using open = await openRuns()
  open.work()
  const { catalog } = open.ctx
  await run(open, { user: 1, mail: 'b@x.org' }, { user: 5, mail: ada }, { user: 6, mail: 'c@x.org' })
  await run(open, { user: 7, mail: 'd@x.org' })
  // Refused by a step, by the schema, by nobody who can read it; left out by a filter.
  await run(open, { user: 'x', mail: ada }, { user: 5, mail: 1, note: ada }, `{"user":8,"mail":"${ada}"`, {
    user: 9,
    mail: 'e@x.org',
  })
  expect(await whatSays(open, ada)).not.toEqual([])
  expect((await everyKey(open.prefix)).some((key) => key.includes(ada))).toBe(true)

  const tried = await erase(open, { key: { mail: ada } }, true)
  expect(tried).toMatchObject({ state: 'done', dryRun: true, records: 1, versions: 1, refused: 2, inputs: 2 })
  expect(await idsOf(open)).toEqual([1, 5, 6, 7, 9])

  const done = await erase(open, { key: { mail: ada } })
  expect(done).toMatchObject({ state: 'done', records: 1, versions: 1, refused: 2, inputs: 2, unreadableInputs: 0 })
  expect(done.examples.records).toMatchObject([{ version: 1, chunk: 0, row: 1 }])
  const other = await erase(open, { where: `note == '${ada}'` })
  expect(other).toMatchObject({ records: 0, refused: 1 })
  expect(await whatSays(open, ada)).toEqual([])
  expect(await idsOf(open)).toEqual([1, 6, 7, 9])
  expect(await catalog.registry.get('people')).toMatchObject({
    records: 4,
    versions: [{ records: 1 }, { records: 1 }, { records: 2 }],
  })
  expect((await catalog.audit.list({ limit: 10 })).entries).toMatchObject([
    { kind: 'dataset.erase', target: 'people', userId: open.userId },
    { kind: 'dataset.erase', target: 'people', userId: open.userId },
  ])
  expect(open.errors).toEqual([])
})

test('what a filter left out is erased with its input, which can not be replayed any more; others can', async () => {
  await using open = await openRuns()
  open.work()
  const left = await run(open, { user: 5, mail: 'left-out@x.org' }, { user: 6, mail: 'c@x.org' })
  const other = await run(open, { user: 7, mail: 'd@x.org' })
  expect(await erase(open, { key: { id: 5 } })).toMatchObject({
    records: 0,
    inputs: 1,
    examples: { inputs: [left.runId] },
  })
  await expect(replayRun(open.ctx, left.runId, open.userId)).rejects.toMatchObject({ code: 'input-reclaimed' })
  await replayRun(open.ctx, other.runId, open.userId)
  expect(await whatSays(open, 'left-out@x.org')).toHaveLength(1) // the recipe
})

test('a run that was accepted before is waited for, and brings nobody back; one that came after may', async () => {
  await using open = await openRuns()
  const { catalog } = open.ctx
  const before = await accept(open, linesOf({ user: 5, mail: ada }, { user: 1, mail: 'b@x.org' }), { recipe: people })
  await using sql = behind(open)
  // There is a dataset, so that it can be asked.
  const workers = open.work()
  await end(open.ctx, before)
  await Promise.all(workers.map((worker) => worker.stop()))
  const waiting = await accept(open, linesOf({ user: 5, mail: ada }, { user: 2, mail: 'b@x.org' }), { recipe: people })
  const cancelled = await accept(open, linesOf({ user: 5, mail: ada }), { recipe: people })
  const id = await ask(open, { key: { id: 5 } })
  const after = await accept(open, linesOf({ user: 5, mail: 'new@x.org' }), { recipe: people })
  expect(await work(open.ctx)).toBe(false)
  expect(await catalog.erasures.show('people', id)).toMatchObject({
    state: 'running',
    records: 1,
    inputs: 1,
    waitingFor: 2,
  })
  expect(await idsOf(open)).toEqual([1])
  await cancelRun(open.ctx, cancelled)
  open.work()
  await Promise.all([end(open.ctx, waiting), end(open.ctx, after)])
  await sql`update erasures set due_at = now()`
  expect(await work(open.ctx)).toBe(true)
  expect(await catalog.erasures.show('people', id)).toMatchObject({
    state: 'done',
    records: 2,
    inputs: 3,
    waitingFor: 0,
  })
  expect((await idsOf(open)).toSorted((a, b) => a - b)).toEqual([1, 2, 5])
  expect(await whatSays(open, ada)).toEqual([])
})

test.each(['erase.searched', 'erase.applied'] as const)(
  'one that ends at %s is gone on with by another',
  async (point) => {
    await using open = await openRuns()
    open.work()
    await run(open, { user: 5, mail: ada }, { user: 6, mail: 'c@x.org' })
    const id = await ask(open, { key: { id: 5 } })
    const { armFailPoints, disarmFailPoints } = await import('../src/faults/fail-point.ts')
    armFailPoints(`${point}:throw`)
    await expect(work(open.ctx)).rejects.toThrow(point)
    disarmFailPoints()
    expect(await idsOf(open)).toEqual(point === 'erase.searched' ? [5, 6] : [6])
    await using sql = behind(open)
    await sql`update erasures set due_at = now()`
    const both = await Promise.all([work(open.ctx), work(open.beside())])
    expect(both.toSorted((a, b) => Number(a) - Number(b))).toEqual([false, true])
    expect(await open.ctx.catalog.erasures.show('people', id)).toMatchObject({ state: 'done', records: 1, inputs: 1 })
    expect(await whatSays(open, ada)).toEqual([])
    expect(await open.ctx.catalog.registry.get('people')).toMatchObject({ records: 1, versions: [{ records: 1 }] })
  },
)

test('counts are right whatever hides a row already', async () => {
  await using open = await openRuns()
  open.work()
  const { catalog } = open.ctx
  const first = await run(open, { user: 5, mail: ada }, { user: 6, mail: ada }, { user: 7, mail: 'c@x.org' })
  await run(open, { user: 5, mail: 'second@x.org' })
  await using sql = behind(open)
  // As a version does that takes the place of a row, and another that its own run had twice.
  await sql`insert into marks (run_id, ordinal, version, rows) values (${first.runId}, 0, 2, '{0}'), (${first.runId}, 0, 1, '{1}')`
  await sql`update versions set live_records = live_records - 1 - case version when 2 then 1 else 0 end`
  await sql`update versions set records = 2 where version = 1`
  await sql`update datasets set live_records = 2`
  expect(await idsOf(open)).toEqual([7, 5])
  await erase(open, { key: { mail: ada } })
  const { versions, records } = (await catalog.registry.get('people'))!
  expect(records).toBe(2)
  expect(versions.map((one) => one.records)).toEqual([1, 1])
  expect(await sql`select version, live_records::int as live from versions order by version`).toMatchObject([
    { live: 1 },
    { live: 2 },
  ])
  expect(await whatSays(open, ada)).toEqual([])
  await collect(open.ctx, {
    retention: {
      inputsMs: null,
      versionsMs: null,
      quarantineMs: null,
      auditMs: null,
      unpublishedRunsMs: 1e9,
      unfinishedUploadsMs: 1e9,
    },
    budgetMs: 5000,
  })
  expect(await idsOf(open)).toEqual([7, 5])
})

test('a damaged chunk holds up its own rows alone, is told of, and is left for longer each time', async () => {
  await using open = await openRuns()
  open.work()
  const damaged = await run(open, { user: 5, mail: ada }, { user: 6, mail: 'c@x.org' })
  await run(open, { user: 5, mail: ada }, { user: 7, mail: 'd@x.org' })
  await using sql = behind(open)
  const whole = await sql<{ data: Uint8Array }[]>`select data from chunks where run_id = ${damaged.runId}`
  const setData = (data: Uint8Array) => sql`update chunks set data = ${data} where run_id = ${damaged.runId}`
  await setData(Buffer.from('no frame'))
  const id = await ask(open, { key: { id: 5 } })
  const why = `Chunk 0 of run ${damaged.runId} cannot be read`
  const waits: number[] = []
  for (let tries = 0; tries < 9; tries++) {
    await expect(work(open.ctx)).rejects.toThrow(why)
    const [due] = await sql<{ s: number }[]>`select round(extract(epoch from due_at - now()))::int as s from erasures`
    waits.push(due!.s)
    await sql`update erasures set due_at = now()`
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
  const { erasures } = open.ctx.catalog
  expect(await erasures.show('people', id)).toMatchObject({ state: 'running', records: 1, heldUp: why })
  expect(await sql`select records from chunks where gone = '{0}'`).toEqual([{ records: 1 }])
  // It may also be damaged once its rows are marked.
  await setData(whole[0]!.data)
  const { armFailPoints, disarmFailPoints } = await import('../src/faults/fail-point.ts')
  armFailPoints('erase.applied:throw')
  await expect(work(open.ctx)).rejects.toThrow('erase.applied')
  disarmFailPoints()
  await setData(Buffer.from('no frame'))
  await sql`update erasures set due_at = now()`
  await expect(work(open.ctx)).rejects.toThrow(why)
  await setData(whole[0]!.data)
  await sql`update erasures set due_at = now()`
  expect(await work(open.ctx)).toBe(true)
  expect(await erasures.show('people', id)).toMatchObject({ state: 'done', records: 2, heldUp: null })
  expect(await idsOf(open)).toEqual([6, 7])
})
