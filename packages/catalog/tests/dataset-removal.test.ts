import { newId } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { newRun, quarantined, refusal, stagedChunk, verdict } from './fixture.ts'
import { mark, numbersOf, publishNumbers } from './marks-fixture.ts'
import { hold, openReclaim } from './reclaim-fixture.ts'

type Open = Awaited<ReturnType<typeof openReclaim>>

/** Holds the row of the dataset until something waits for it, and `inBetween` was done to it. */
async function whileHeld(
  { sql }: Open,
  waiting: () => Promise<unknown>,
  inBetween: (tx: Awaited<ReturnType<typeof hold>>['tx']) => Promise<unknown>,
) {
  const held = await hold(sql)
  await held.tx`select from datasets where name = 'things' for update`
  const outcome = waiting().catch((error: unknown) => error)
  await held.waitedFor()
  await inBetween(held.tx)
  await held.commit()
  return outcome
}

async function sweep({ catalog }: Open): Promise<void> {
  while (Object.values(await catalog.reclaim.sweepDeleted()).some((count) => count > 0));
}

test('a truncated dataset shows nothing, is added to anew, and a rollback brings back what was there', async () => {
  await using open = await openReclaim()
  const { catalog } = open
  await publishNumbers(catalog, [[1, 2]])
  await expect(catalog.registry.truncate('things', 7)).rejects.toMatchObject({ code: 'dataset-changed' })
  await expect(catalog.registry.truncate('nothing')).rejects.toMatchObject({ code: 'dataset-not-found' })
  await catalog.registry.truncate('things', 1)
  expect(await catalog.registry.get('things')).toMatchObject({
    head: 2,
    records: 0,
    bytes: 0,
    versions: [{ version: 2, runId: null, records: 0 }, { version: 1 }],
  })
  expect(await numbersOf(catalog)).toEqual([])
  await catalog.reclaim.versions(3_600_000)
  expect(await numbersOf(catalog)).toEqual([])
  await publishNumbers(catalog, [[3]])
  expect(await numbersOf(catalog)).toEqual([[3]])
  await catalog.registry.rollback('things', 1)
  expect(await numbersOf(catalog)).toEqual([[1, 2]])
  await catalog.registry.rollback('things', 2)
  await catalog.reclaim.versions(0)
  expect(await numbersOf(catalog)).toEqual([])
  expect((await catalog.registry.get('things'))!.versions.filter(({ reclaimedAt }) => reclaimedAt)).toHaveLength(2)
})

test('a deleted dataset is gone with all it has; its runs stay, say so, and the next begins anew', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const run = await publishNumbers(catalog, [[1, 2], [3]])
  const refusing = await quarantined(catalog, 3)
  await mark(sql, run, 0, 0, [1])
  await sql`insert into key_segments (dataset, versions, entries) values ('things', '{[1,2)}', 1)`
  await sql`insert into key_blocks (segment, first, last, entries) select id, ${newId()}, ${newId()}, '\\x00' from key_segments`
  await expect(catalog.registry.delete('things', 1)).rejects.toMatchObject({ code: 'dataset-changed' })
  const reader = catalog.registry.frames('things')
  await reader.next()
  await catalog.registry.delete('things', 2)
  await expect(reader.next()).rejects.toMatchObject({ code: 'version-reclaimed' })
  expect(await catalog.registry.get('things')).toBeNull()
  expect(await catalog.registry.list({ limit: 10 })).toEqual({ datasets: [], next: null })
  await expect(catalog.registry.rollback('things', 1)).rejects.toMatchObject({ code: 'dataset-not-found' })
  await publishNumbers(catalog, [[9]], { mode: 'replace', pipeline: 'others' })
  await sweep(open)
  expect(await numbersOf(catalog)).toEqual([[9]])
  expect(await catalog.registry.get('things')).toMatchObject({ head: 1, mode: 'replace', pipeline: 'others' })
  const counts = await sql`
    select (select count(*)::int from chunks) as chunks, (select count(*)::int from refusals) as refusals,
      (select count(*)::int from marks) as marks, (select count(*)::int from key_segments) as segments`
  expect(counts).toEqual([{ chunks: 1, refusals: 0, marks: 0, segments: 0 }])
  const { runs } = await catalog.runs.list({ limit: 10 })
  expect(runs.map(({ datasetDeletedAt }) => datasetDeletedAt !== null)).toEqual([false, true, true])
  expect(await catalog.runs.get(refusing.id)).toMatchObject({
    state: 'published',
    version: null,
    datasetDeletedAt: expect.any(String),
  })
})

test('a run that was under way when its dataset was deleted begins it anew', async () => {
  await using open = await openReclaim()
  const { catalog } = open
  await publishNumbers(catalog, [[1]])
  const run = await newRun(catalog)
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  await catalog.chunks.stage(run.id, 0, stagedChunk(2))
  await catalog.registry.delete('things', 1)
  await sweep(open)
  await catalog.chunks.seal(run.id, 0, 1, 1)
  expect(await catalog.chunks.pass(run.id, 0, 0, verdict())).toMatchObject({ state: 'published', version: 1 })
  expect(await catalog.registry.get('things')).toMatchObject({ head: 1, records: 2 })
  await sweep(open)
  expect(await Array.fromAsync(catalog.registry.frames('things'))).toHaveLength(1)
})

test('what a run is making of the index stays when its dataset is deleted, and what is made of the index goes', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  await publishNumbers(catalog, [[1]])
  const run = await newRun(catalog)
  await catalog.runs.accept(run)
  const { segments } = catalog.keys
  const own = await segments.open('things', run.id)
  const merged = await segments.open('things', null)
  for (const segment of [own, merged]) await segments.add(segment, Buffer.alloc(36, 1))
  await catalog.registry.delete('things', 1)
  await sweep(open)
  expect(await sql`select id, dataset from key_segments`).toEqual([{ id: own, dataset: 'things' }])
  await segments.add(own, Buffer.alloc(36, 2))
  expect(await sql`select entries::int from key_segments`).toEqual([{ entries: 2 }])
  await expect(segments.add(merged, Buffer.alloc(36, 2))).rejects.toThrow()
})

test('what was refused is replayed no more once its dataset was deleted, also before it is swept', async () => {
  await using open = await openReclaim()
  const { catalog } = open
  await publishNumbers(catalog, [[1]])
  const run = await newRun(catalog)
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  await catalog.chunks.stage(run.id, 0, stagedChunk(0, { refused: [refusal(0, '{"n":1}'), refusal(1, '{"n":2}')] }))
  await catalog.chunks.seal(run.id, 0, 1, 1)
  await catalog.chunks.pass(run.id, 0, 0, verdict())
  const terms = { maxReplays: 5, pipelines: ['things'], replaced: true }
  const filter = { run: run.id }
  expect(await catalog.quarantine.weigh(filter, terms)).toEqual({ replayable: 2, left: [] })
  await catalog.registry.delete('things', 1)
  expect(await catalog.quarantine.weigh(filter, terms)).toEqual({
    replayable: 0,
    left: [{ reason: 'not-live', count: 2 }],
  })
})

test('a publish that waits while the dataset is deleted begins it anew', async () => {
  await using open = await openReclaim()
  const { catalog } = open
  await publishNumbers(catalog, [[1]])
  const outcome = await whileHeld(
    open,
    () => publishNumbers(catalog, [[2]]),
    async (tx) => {
      await tx`insert into deleted_runs (run_id) select run_id from versions`
      await tx`delete from versions`
      await tx`delete from dataset_schemas`
      await tx`delete from datasets`
    },
  )
  expect(outcome).toEqual(expect.any(String))
  await sweep(open)
  expect(await numbersOf(catalog)).toEqual([[2]])
  expect(await catalog.registry.get('things')).toMatchObject({ head: 1, versions: [{ version: 1 }] })
})

test.each(['delete', 'truncate'] as const)(
  '%s that waits while others publish is refused, for the head is another',
  async (how) => {
    await using open = await openReclaim()
    const { catalog } = open
    await publishNumbers(catalog, [[1]])
    const outcome = await whileHeld(
      open,
      () => catalog.registry[how]('things', 1),
      (tx) => tx`update datasets set head = 2, last_version = 2`,
    )
    expect(outcome).toMatchObject({ code: 'dataset-changed' })
    expect(await catalog.registry.get('things')).toMatchObject({ head: 2 })
  },
)
