import type { Recipe } from '@syndicate/contracts'
import { once } from 'node:events'
import postgres from 'postgres'
import { expect, test } from 'vitest'
import { cancelRun, collect, replayRun, type Retention } from '../src/index.ts'
import { accept, end, openRuns, published, readings, recipe, type OpenRuns } from './fixture.ts'

const nothing: Retention = {
  inputsMs: 0,
  versionsMs: 0,
  quarantineMs: 0,
  auditMs: null,
  unpublishedRunsMs: 0,
  unfinishedUploadsMs: 0,
}
const everything: Retention = {
  inputsMs: null,
  versionsMs: null,
  quarantineMs: null,
  auditMs: null,
  unpublishedRunsMs: 3_600_000,
  unfinishedUploadsMs: 3_600_000,
}
const latest: Recipe = { ...recipe, name: 'latest', dataset: 'latest', mode: 'replace' }
const budgetMs = 20_000

/** Counts what is stored and nobody refers to. */
async function unreferenced(open: OpenRuns): Promise<Record<string, number>> {
  const [row] = await behindItsBack<Record<string, number>>(
    open,
    `select (select count(*)::int from input_parts) as parts, (select count(*)::int from refusals) as quarantined,
      (select count(*)::int from inputs where not swept) as inputs,
      (select count(*)::int from chunks where not exists (
        select from versions join datasets on name = dataset
        where versions.run_id = chunks.run_id and version <@ datasets.lineage
      )) as chunks`,
  )
  return row!
}

async function behindItsBack<Row extends object>(open: OpenRuns, statement: string): Promise<Row[]> {
  const sql = postgres(open.database.url, { max: 1, connection: { search_path: open.database.schema } })
  const rows = await sql.unsafe<Row[]>(statement)
  await sql.end()
  return rows
}

test('busy days with no retention at all: readers see whole versions or an error, and nothing unreferenced stays', async () => {
  await using open = await openRuns()
  const { ctx } = open
  open.work()
  let busy = true
  // Whatever becomes of the days, the loops beside them end before what they ask is closed.
  using _loops = { [Symbol.dispose]: () => void (busy = false) }
  const collecting = (async () => {
    // An upload of several parts is nobody's until the last of them is stored.
    while (busy) await collect(ctx, { retention: { ...nothing, unfinishedUploadsMs: 60_000 }, budgetMs })
  })()
  const seen = new Set<number | string | undefined>()
  const reading = (async () => {
    while (busy) {
      seen.add(
        await published(ctx, 'latest').then(
          ({ length }) => length,
          (error: { code?: string }) => error.code,
        ),
      )
    }
  })()
  for (let day = 0; day < 4; day++) {
    const kept = accept(
      open,
      readings(30, (n) => (n === 7 ? 'hot' : 1)),
    )
    const replaced = accept(open, readings(1000), { recipe: latest })
    const broken = accept(open, Buffer.from('[{"n":1},{"n":2}'), { format: 'json' })
    const refused = accept(
      open,
      readings(50, () => 'hot'),
      { recipe: { ...recipe, onInvalid: 'reject' } },
    )
    const stopped = accept(open, readings(20_000)).then((run) => cancelRun(ctx, run).then(() => run))
    const runs = await Promise.all([kept, replaced, broken, refused, stopped])
    const states = await Promise.all(runs.map(async (run) => (await end(ctx, run)).state))
    expect(states).toEqual(['published', 'published', 'failed', 'rejected', 'cancelled'])
  }
  busy = false
  await Promise.all([collecting, reading])
  expect(seen.difference(new Set([1000, 'dataset-not-found', 'version-reclaimed']))).toEqual(new Set())
  await collect(ctx, { retention: nothing, budgetMs })
  expect(await unreferenced(open)).toEqual({ parts: 0, quarantined: 0, inputs: 0, chunks: 0 })
  expect(await published(ctx)).toHaveLength(4 * 29)
  expect(await published(ctx, 'latest')).toHaveLength(1000)
  const { versions } = (await ctx.catalog.registry.get('latest'))!
  expect(versions.map(({ reclaimedAt }) => reclaimedAt === null)).toEqual([true, false, false, false])
  expect(open.errors.filter((error) => (error as { code?: string }).code !== 'malformed-input')).toEqual([])
})

test('a run whose input is gone is not replayed, and says before that it will not be', async () => {
  await using open = await openRuns()
  const { ctx } = open
  open.work()
  const runId = await accept(open, readings(3))
  expect(await end(ctx, runId)).toMatchObject({ state: 'published', inputKept: true })
  expect(await collect(ctx, { retention: everything, budgetMs })).toEqual({})
  await end(ctx, (await replayRun(ctx, runId, open.userId)).runId)
  expect(await collect(ctx, { retention: { ...everything, inputsMs: 0 }, budgetMs })).toEqual({
    inputs: 1,
    parts: 1,
    swept: 1,
  })
  expect(await ctx.catalog.runs.get(runId)).toMatchObject({ state: 'published', inputKept: false })
  await expect(replayRun(ctx, runId, open.userId)).rejects.toMatchObject({ code: 'input-reclaimed' })
  expect(await published(ctx)).toHaveLength(6)
})

test('one process collects at a time; what fails holds up nothing else; time that is up ends the round', async () => {
  await using open = await openRuns()
  const { ctx } = open
  await cancelRun(ctx, await accept(open, readings(3)))
  await ctx.catalog.asCollector(async () => {
    expect(await collect(ctx, { retention: nothing, budgetMs })).toEqual({})
  })
  expect(await collect(ctx, { retention: nothing, budgetMs: 0 })).toEqual({})
  expect(await collect(ctx, { retention: nothing, budgetMs, signal: AbortSignal.abort() })).toEqual({})
  expect(open.errors).toEqual([])
  await behindItsBack(
    open,
    'insert into accepted_bytes (user_id, day, bytes) select id, current_date - 9, 1 from users',
  )
  await behindItsBack(open, 'alter table sessions rename to elsewhere')
  const reclaimed = { inputs: 1, parts: 1, swept: 1, acceptedDays: 1 }
  expect(await collect(ctx, { retention: nothing, budgetMs })).toEqual(reclaimed)
  expect(open.errors).toHaveLength(1)
})

test('a collector that is no longer the one takes nothing more', async () => {
  await using open = await openRuns()
  const { catalog } = open.ctx
  await cancelRun(open.ctx, await accept(open, readings(3)))
  const asCollector: typeof catalog.asCollector = (work, stopping) =>
    catalog.asCollector(async (signal) => {
      await behindItsBack(
        open,
        `select pg_terminate_backend(pid) from pg_locks
        where database = (select oid from pg_database where datname = current_database()) and locktype = 'advisory' and objid = (hashtext(current_schema())::bigint & 4294967295)::oid`,
      )
      if (!signal.aborted) await once(signal, 'abort')
      await work(signal)
    }, stopping)
  const deposed = { ...open.ctx, catalog: { ...catalog, asCollector } }
  await expect(collect(deposed, { retention: nothing, budgetMs })).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' })
  expect(await unreferenced(open)).toMatchObject({ inputs: 1, parts: 1 })
  expect(await collect(open.ctx, { retention: nothing, budgetMs })).toEqual({ inputs: 1, parts: 1, swept: 1 })
})
