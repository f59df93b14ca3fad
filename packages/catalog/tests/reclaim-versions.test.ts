import { expect, test } from 'vitest'
import type { Catalog } from '../src/index.ts'
import { newRun, publish, stagedChunk, verdict } from './fixture.ts'
import { count, exhaust, hold, openReclaim } from './reclaim-fixture.ts'

const hourMs = 3_600_000

async function framesOf(catalog: Catalog, version?: number): Promise<string[]> {
  const texts: string[] = []
  for await (const frame of catalog.registry.frames('things', version === undefined ? {} : { version })) {
    texts.push(Buffer.from(frame.data).toString())
  }
  return texts
}

/** Versions of `things` that can no longer be read or gone back to. */
async function reclaimed(catalog: Catalog): Promise<number[]> {
  const { versions } = (await catalog.registry.get('things'))!
  return versions.filter(({ reclaimedAt }) => reclaimedAt !== null).map(({ version }) => version)
}

test('a replaced version can be gone back to until its time is over; what the head shows stays', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  for (const records of [1, 2, 3]) await publish(catalog, records, { mode: 'replace' })
  expect(await catalog.reclaim.versions(hourMs, AbortSignal.abort())).toEqual({ superseded: 0, closed: 0, versions: 0 })
  expect(await exhaust(() => catalog.reclaim.versions(hourMs))).toEqual({ superseded: 2 })
  await sql`update versions set superseded_at = now() - interval '2 hours' where version = 1`
  await sql`update versions set published_at = now() - interval '1 year'`
  expect(await exhaust(() => catalog.reclaim.versions(hourMs))).toEqual({ versions: 1 })
  expect(await exhaust(() => catalog.reclaim.sweepVersions())).toEqual({ chunks: 1, swept: 1 })
  expect(await reclaimed(catalog)).toEqual([1])
  await expect(framesOf(catalog, 1)).rejects.toMatchObject({ code: 'version-reclaimed' })
  await expect(catalog.registry.rollback('things', 1)).rejects.toMatchObject({ code: 'version-reclaimed' })
  expect(await catalog.registry.get('things')).toMatchObject({ head: 3 })
  expect(await catalog.registry.rollback('things', 2)).toMatchObject({ head: 2 })
  expect(await framesOf(catalog)).toEqual(['frame of 2'])
})

test('going back to a version ends its time, which begins anew when it is superseded again', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  for (const records of [1, 2]) await publish(catalog, records, { mode: 'replace' })
  await exhaust(() => catalog.reclaim.versions(hourMs))
  await sql`update versions set superseded_at = now() - interval '2 hours' where version = 1`
  await catalog.registry.rollback('things', 1)
  await catalog.registry.rollback('things', 2)
  expect(await exhaust(() => catalog.reclaim.versions(hourMs))).toEqual({ superseded: 1 })
  expect(await framesOf(catalog, 1)).toEqual(['frame of 1'])
})

test('a version that is still kept keeps all it builds on', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  for (const records of [1, 2, 3]) await publish(catalog, records)
  await catalog.registry.rollback('things', 1)
  await publish(catalog, 4)
  await exhaust(() => catalog.reclaim.versions(hourMs))
  // As if the older one had been marked long before: 3 builds on it.
  await sql`update versions set superseded_at = now() - interval '2 hours' where version = 2`
  expect(await exhaust(() => catalog.reclaim.versions(hourMs))).toEqual({})
  expect(await framesOf(catalog, 3)).toEqual(['frame of 1', 'frame of 2', 'frame of 3'])
  await sql`update versions set superseded_at = now() - interval '2 hours' where version = 3`
  expect(await exhaust(() => catalog.reclaim.versions(hourMs))).toEqual({ versions: 2 })
  expect(await exhaust(() => catalog.reclaim.sweepVersions())).toEqual({ chunks: 2, swept: 2 })
  expect(await framesOf(catalog)).toEqual(['frame of 1', 'frame of 4'])
  expect(await framesOf(catalog, 1)).toEqual(['frame of 1'])
})

test('a rollback that comes first keeps the version it goes to', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  for (const records of [1, 2]) await publish(catalog, records, { mode: 'replace' })
  const rolling = await hold(sql)
  await rolling.tx`
    update datasets set head = 1, lineage = versions.lineage from versions where dataset = name and version = 1`
  const collecting = catalog.reclaim.versions(0)
  await rolling.waitedFor()
  await rolling.commit()
  expect(await collecting).toEqual({ superseded: 1, closed: 0, versions: 1 })
  expect(await reclaimed(catalog)).toEqual([2])
  await exhaust(() => catalog.reclaim.sweepVersions())
  expect(await framesOf(catalog)).toEqual(['frame of 1'])
})

test('a rollback that comes while its version is taken is told so, and moves nothing', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  for (const records of [1, 2]) await publish(catalog, records, { mode: 'replace' })
  const collecting = await hold(sql)
  await collecting.tx`select from datasets where name = 'things' for no key update`
  await collecting.tx`update versions set superseded_at = now(), reclaimed_at = now() where version = 1`
  const rolling = catalog.registry.rollback('things', 1)
  rolling.catch(() => {})
  await collecting.waitedFor()
  await collecting.commit()
  await expect(rolling).rejects.toMatchObject({ code: 'version-reclaimed' })
  expect(await framesOf(catalog)).toEqual(['frame of 2'])
})

test('a reader in the middle of a version that is taken meets an error, not an early end', async () => {
  await using open = await openReclaim()
  const { catalog } = open
  const run = await newRun(catalog, { mode: 'replace' })
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  for (let ordinal = 0; ordinal < 20; ordinal++) {
    await catalog.chunks.stage(run.id, ordinal, stagedChunk(1))
    await catalog.chunks.pass(run.id, 0, ordinal, verdict())
  }
  await catalog.chunks.seal(run.id, 0, 20, 1)
  const reader = catalog.registry.frames('things')
  expect((await reader.next()).done).toBe(false)
  await publish(catalog, 2, { mode: 'replace' })
  await exhaust(() => catalog.reclaim.versions(0))
  await exhaust(() => catalog.reclaim.sweepVersions())
  const rest = (async () => {
    for await (const frame of reader) expect(frame.records).toBe(1)
  })()
  await expect(rest).rejects.toMatchObject({ code: 'version-reclaimed' })
  expect(await framesOf(catalog)).toEqual(['frame of 2'])
})

test('a dataset with more hidden versions than one batch takes is cleared in several, newest first', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const run = await publish(catalog, 1)
  await sql`
    insert into inputs (id, bytes, parts, sha256) select gen_random_uuid(), 1, 1, '' from generate_series(1, 700)`
  await sql`
    insert into runs (id, recipe, input_id, user_id, pipeline, dataset, mode, on_invalid, format, state, request_hash, bytes)
    select inputs.id, recipe, inputs.id, user_id, pipeline, dataset, mode, on_invalid, format, state, request_hash, 1
    from runs, inputs where runs.id = ${run} and inputs.sha256 = ''`
  await sql`
    insert into versions (dataset, version, run_id, lineage, records, bytes, live_records, live_bytes)
    select 'things', place + 1, id, int4multirange(int4range(1, place::int + 2)), 1, 1, 1, 1
    from (select id, row_number() over () as place from runs where id <> ${run}) numbered`
  await sql`update datasets set last_version = 701`
  expect(await catalog.reclaim.versions(0)).toEqual({ superseded: 500, closed: 0, versions: 0 })
  expect(await catalog.reclaim.versions(0)).toEqual({ superseded: 200, closed: 0, versions: 500 })
  const [kept] = await sql`select min(version), max(version) from versions where reclaimed_at is null`
  expect(kept).toEqual({ min: 1, max: 201 })
  expect(await exhaust(() => catalog.reclaim.versions(0))).toEqual({ versions: 200 })
  expect(await exhaust(() => catalog.reclaim.sweepVersions())).toEqual({ swept: 700 })
  expect(await count(sql, 'chunks')).toBe(1)
})
