import type { Settlement, Settling } from '@syndicate/catalog'
import type { Recipe } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { replayQuarantine } from '../src/index.ts'
import { end, openRuns } from './fixture.ts'
import { changesOf, entered, rowsIn, run, upsert } from './keyed-fixture.ts'

test('what comes out of quarantine keeps to what was published after it, each record to its own run', async () => {
  await using open = await openRuns()
  const { ctx } = open
  open.work()
  const bad = (id: number) => ({ id, value: 'x' })
  const by: Recipe = {
    ...upsert,
    schema: { ...(upsert.schema as object), properties: { id: { type: 'integer' }, value: { type: 'integer' } } },
  }
  await run(open, [bad(2), bad(9), { id: 1, value: 1 }], by)
  await run(
    open,
    [
      { id: 5, value: 10 },
      { id: 9, value: 10 },
    ],
    by,
  )
  await run(open, [bad(5), { id: 1, value: 2 }], by)
  const replay = await replayQuarantine(ctx, {
    selection: { filter: { dataset: 'readings' } },
    patch: [{ op: 'replace', path: '/value', value: 7 }],
    recipes: { readings: by },
    maxReplays: 3,
    userId: open.userId,
  })
  for (const { runId } of replay.runs) await end(ctx, runId)
  // 9 was published since it was refused, and 5 was not.
  expect(await rowsIn(open)).toEqual([
    { id: 1, value: 2 },
    { id: 2, value: 7 },
    { id: 5, value: 7 },
    { id: 9, value: 10 },
  ])
})

test('versions that another took the place of long ago are closed, and what they alone would show goes', async () => {
  await using open = await openRuns()
  const { catalog } = open.ctx
  open.work()
  const rows = (value: number) => Array.from({ length: 200 }, (_, id) => ({ id, value }))
  for (let value = 1; value <= 9; value++) await run(open, rows(value))
  await catalog.registry.rollback('readings', 8)
  await run(open, rows(10))
  const dayMs = 86_400_000
  await catalog.reclaim.versions(dayMs)
  expect((await catalog.registry.get('readings'))!.versions.filter(({ reclaimedAt }) => reclaimedAt)).toEqual([])
  await catalog.reclaim.versions(0)
  expect((await catalog.registry.get('readings'))!.versions.map(({ reclaimedAt }) => reclaimedAt === null)).toEqual([
    true, // the head
    ...Array.from({ length: 9 }, () => false),
  ])
  await expect(catalog.registry.rollback('readings', 7)).rejects.toMatchObject({ code: 'version-reclaimed' })
  while ((await catalog.reclaim.mergeMarks())['rewritten']! > 0);
  while ((await catalog.reclaim.sweepVersions())['chunks']! > 0);
  expect(await rowsIn(open)).toEqual(rows(10))
  const chunks = await catalog.keys.segments.of('readings')
  expect(chunks.length).toBeGreaterThan(0)
  // Gone back on from behind: what was closed is reclaimed as everything else.
  const { head } = (await catalog.registry.get('readings'))!
  expect(changesOf(await run(open, [{ id: 0, value: 10 }]))).toMatchObject({ unchanged: 1 })
  expect(head).toBe(10)
}, 60_000)

test('what was settled against what is not there any more is not published', async () => {
  await using open = await openRuns()
  const { keys, registry } = open.ctx.catalog
  const workers = open.work()
  for (const value of [1, 2]) await run(open, [{ id: 1, value }])
  await Promise.all(workers.map((worker) => worker.stop()))
  const { id, epoch } = await entered(open, [{ id: 1, value: 3 }])
  const read = (await keys.segments.of('readings')).map(({ id: segment }) => segment)
  const finish = async (settling: Settling, changed: Partial<Settlement> = {}) =>
    keys.finish(settling, {
      version: settling.lastVersion + 1,
      changes: { inserted: 0, updated: 1, deleted: 0, unchanged: 0 },
      duplicate: 0,
      marks: [],
      refused: [],
      refusals: 0,
      segment: await keys.segments.open('readings', id),
      read,
      ...changed,
    })
  const settling = (await keys.begin(id, epoch))!
  await registry.rollback('readings', 1)
  // The head is another; a segment was merged, or had rows that are erased; the one that was made is gone.
  expect(await finish(settling)).toBe('moved')
  const again = (await keys.begin(id, epoch))!
  expect(await finish(again, { read: [...read, 999_999] })).toBe('moved')
  expect(await finish(again, { segment: 999_999 })).toBe('moved')
  expect(await finish({ ...again, epoch: epoch + 1 })).toBe('gone')
  expect((await registry.get('readings'))!.head).toBe(1)
  expect(await finish(again)).toMatchObject({ state: 'published', version: 3 })
})
