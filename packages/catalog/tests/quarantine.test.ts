import { newId } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import type { Catalog, NewRun } from '../src/index.ts'
import { newRun, openCatalog, publish, quarantined, refusal, stagedChunk, verdict } from './fixture.ts'
import { hold, openReclaim } from './reclaim-fixture.ts'

const terms = { maxReplays: 3, pipelines: ['things'], replaced: false }

/** A running run, one of whose chunks passed with a refused record, and another is staged with one. */
async function halfDone(catalog: Catalog): Promise<string> {
  const run = await newRun(catalog)
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  await catalog.chunks.stage(run.id, 0, stagedChunk(1, { refused: [refusal(1, '{"n":1}')] }))
  await catalog.chunks.stage(run.id, 1, stagedChunk(1, { refused: [refusal(3, '{"n":3}')] }))
  await catalog.chunks.pass(run.id, 0, 0, verdict())
  return run.id
}

async function shown(catalog: Catalog, run: string): Promise<number[]> {
  const { records } = await catalog.quarantine.list({ run, limit: 10 })
  const { groups } = await catalog.quarantine.groups({ run })
  expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(records.length)
  return records.map(({ position }) => position)
}

test.each<[string, (catalog: Catalog, run: string) => Promise<unknown>, number[]]>([
  ['is running', async () => {}, []],
  ['failed', (catalog, run) => catalog.runs.fail(run, 0, { code: 'stage-failed', detail: '' }), []],
  ['was cancelled', (catalog, run) => catalog.runs.cancel(run), []],
  ['published, with a chunk that never passed', (catalog, run) => catalog.chunks.seal(run, 0, 1, 1), [1]],
])('of a run that %s, quarantine shows only what is settled', async (_how, endRun, positions) => {
  await using open = await openCatalog()
  const run = await halfDone(open.catalog)
  await endRun(open.catalog, run)
  expect(await shown(open.catalog, run)).toEqual(positions)
  expect(await open.catalog.quarantine.weigh({ run }, terms)).toEqual({ replayable: positions.length, left: [] })
})

test('a claim takes all of its records or none, and a discarded one is not to be had', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const source = await quarantined(catalog, 3)
  const most = { records: 10, bytes: 100 }
  const { records } = await catalog.quarantine.replayable({ run: source.id }, terms, most)
  const [first, second, third] = records
  for (const [bytes, length] of [
    [14, 2],
    [1, 1],
  ] as const) {
    const found = await catalog.quarantine.replayable({ run: source.id }, terms, { records: 10, bytes })
    expect(found.records).toHaveLength(length)
  }

  const mark = { userId: source.userId, reason: null }
  await catalog.quarantine.discard({ ids: [third!.id] }, mark, 10)
  const wide = await newRun(catalog, { claimed: 2 })
  expect(await catalog.quarantine.claim([{ run: wide, ids: [first!.id, third!.id] }], terms)).toBeNull()
  expect(await catalog.runs.get(wide.id)).toBeNull()
  const narrow = await newRun(catalog, { claimed: 2 })
  expect(await catalog.quarantine.claim([{ run: narrow, ids: [first!.id, second!.id] }], terms)).toHaveLength(1)
  expect(await catalog.quarantine.passOn(await newRun(catalog, { id: newId(), claimed: 2 }), narrow.id)).toBeNull()
  expect(await catalog.quarantine.discard({ run: source.id }, mark, 10)).toMatchObject({ discarded: 0, open: 0 })
})

/** Takes a replay of what a run refused to the moment before its last verdict. */
async function almostReplayed(catalog: Catalog, { id: run, dataset, mode }: NewRun) {
  const { records } = await catalog.quarantine.replayable({ run }, terms, { records: 1, bytes: 100 })
  const replay = await newRun(catalog, { dataset, mode, claimed: 1 })
  await catalog.quarantine.claim([{ run: replay, ids: [records[0]!.id] }], terms)
  await catalog.runs.start(replay.id, 0)
  await catalog.chunks.stage(replay.id, 0, stagedChunk(1))
  await catalog.chunks.seal(replay.id, 0, 1, 1)
  return { id: replay.id, finish: () => catalog.chunks.pass(replay.id, 0, 0, verdict()) }
}

test('a replay adds to what was appended since, and moves nothing once its version was replaced', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const appended = await almostReplayed(catalog, await quarantined(catalog, 1, { dataset: 'log' }))
  await publish(catalog, 2, { dataset: 'log' })
  await publish(catalog, 2, { dataset: 'log' })
  expect(await appended.finish()).toMatchObject({ state: 'published', version: 4 })

  const source = await quarantined(catalog, 1, { mode: 'replace' })
  const replaced = await almostReplayed(catalog, source)
  await publish(catalog, 2, { mode: 'replace' })
  await expect(replaced.finish()).rejects.toMatchObject({ code: 'version-superseded', status: 409 })
  expect(await catalog.registry.get('things')).toMatchObject({ head: 2, records: 2 })
  expect(await catalog.runs.get(replaced.id)).toMatchObject({ state: 'running', counts: { in: 0 } })
  await catalog.runs.fail(replaced.id, 0, { code: 'version-superseded', detail: '' })
  await catalog.registry.rollback('things', 1)
  expect(await catalog.quarantine.weigh({ run: source.id }, terms)).toEqual({ replayable: 1, left: [] })
})

test.each([
  ['hides', 2, 1, { outcome: 'version-superseded', head: 1 }],
  ['shows again', 1, 2, { outcome: 3, head: 3 }],
])('a rollback that %s the version of a replay just before it publishes decides', async (_how, before, after, then) => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  await publish(catalog, 1)
  const replay = await almostReplayed(catalog, await quarantined(catalog, 1))
  await catalog.registry.rollback('things', before)
  const rolling = await hold(sql)
  await rolling.tx`
    update datasets set head = version, lineage = versions.lineage
    from versions where dataset = name and version = ${after}`
  const outcome = replay.finish().then(
    (finished) => finished?.version,
    (error: { code: string }) => error.code,
  )
  await rolling.waitedFor()
  await rolling.commit()
  expect(await outcome).toBe(then.outcome)
  expect(await catalog.registry.get('things')).toMatchObject({ head: then.head })
})

test('what a replay holds is kept past its time until the replay has ended', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const replay = await almostReplayed(catalog, await quarantined(catalog, 1))
  await sql`
    update quarantine set created_at = now() - interval '2 hours', id = overlay(id::text placing '01000000-0000' from 1 for 13)::uuid`
  expect(await catalog.reclaim.quarantine(3_600_000)).toEqual({ quarantined: 0 })
  await replay.finish()
  expect(await catalog.reclaim.quarantine(3_600_000)).toEqual({ quarantined: 1 })
})
