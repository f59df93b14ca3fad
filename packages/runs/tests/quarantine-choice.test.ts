import type { Recipe, RefusalCode } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { discardQuarantine, dryRunQuarantine, type QuarantineReplayRequest } from '../src/index.ts'
import { end, openRuns, published, readings, recipe, runToEnd } from './fixture.ts'
import { all, cool, endOf, numbers, replay, request, states } from './replay-fixture.ts'

test('a dry run says what the replay then does, and changes nothing', async () => {
  await using open = await openRuns()
  open.work()
  const troubles = ['hot', 101, '12', 'cold', 200, true]
  const body = readings(240, (n) => troubles[n % 6])
  await runToEnd(open, Buffer.concat([body, Buffer.from('no json\n7\n')]))
  const only = (code: RefusalCode) => ({ selection: { filter: { code } } })
  const wishes: Partial<QuarantineReplayRequest>[] = [
    // All are wrong as before, and what is no object does not take the patch.
    { patch: [{ op: 'add', path: '/cpu', value: 'warm' }] },
    // Some pass, others are more than the schema allows.
    { ...only('cast-failed'), patch: [{ op: 'copy', from: '/n', path: '/cpu' }] },
    { ...only('schema-violation'), patch: [{ op: 'add', path: '/cpu', value: -1 }] },
  ]
  const outcomes = new Set<string>()
  for (const wish of wishes) {
    const before = await states(open)
    const dry = await dryRunQuarantine(open.ctx, request(wish))
    const tried = [...dry.records]
    for (let next = dry.nextRecord; next !== null;) {
      const page = await dryRunQuarantine(open.ctx, { ...request(wish), nameFrom: next })
      tried.push(...page.records)
      next = page.nextRecord
    }
    expect(await states(open)).toEqual(before)
    for (const { code } of dry.wouldRefuse) outcomes.add(code)
    if (dry.wouldPass > 0) outcomes.add('passed')
    if (dry.wouldFilter > 0) outcomes.add('filtered')
    const real = await replay(open, wish)
    const { counts } = await endOf(open, real)
    expect({
      wouldPass: counts.loaded,
      wouldFilter: counts.filtered,
      wouldRefuse: (await open.ctx.catalog.quarantine.groups({ run: real.runs[0]!.runId })).groups,
      notReplayable: real.notReplayable,
    }).toEqual({
      ...dry,
      matched: undefined,
      more: undefined,
      complete: undefined,
      records: undefined,
      nextRecord: undefined,
    })
    const named = Map.groupBy(tried, ({ outcome }) => outcome)
    const refused = dry.wouldRefuse.reduce((sum, { count }) => sum + count, 0)
    expect(['pass', 'filter', 'refuse'].map((outcome) => named.get(outcome as 'pass')?.length ?? 0)).toEqual([
      dry.wouldPass,
      dry.wouldFilter,
      refused,
    ])
    const left = dry.notReplayable.reduce((sum, { count }) => sum + count, 0)
    expect(dry.matched).toBe(real.claimed + left)
  }
  expect([...outcomes].toSorted()).toEqual(['cast-failed', 'filtered', 'passed', 'schema-violation'])
})

test('a record that the patch does not fit stays open, and is counted', async () => {
  await using open = await openRuns()
  open.work()
  await runToEnd(
    open,
    readings(4, (n) => ['hot', 'cold', 'hot', 1][n]),
  )
  const patch: QuarantineReplayRequest['patch'] = [{ op: 'test', path: '/cpu', value: 'hot' }, ...cool!]
  const replayed = await replay(open, { patch })
  expect(replayed).toMatchObject({ claimed: 2, notReplayable: [{ reason: 'patch-failed', count: 1 }], more: false })
  await endOf(open, replayed)
  expect(await numbers(open)).toEqual([0, 2, 3])
  expect(await states(open)).toEqual(['replayed', 'open', 'replayed'])
  await expect(replay(open, { patch })).rejects.toMatchObject({
    message: 'Nothing to replay: 2 records were replayed already, 1 record is not fit for this patch',
  })
  await expect(replay(open, { patch: [{ op: 'move', path: '/a' }] })).rejects.toMatchObject({
    code: 'validation-failed',
  })
})

test('discarding is a mark: nothing is deleted, and nothing of it is replayed', async () => {
  await using open = await openRuns()
  open.work()
  const first = await runToEnd(
    open,
    readings(4, (n) => (n === 0 ? 1 : 'hot')),
  )
  const { records } = await open.ctx.catalog.quarantine.list({ run: first.runId, limit: 10 })
  const missing = '00000000-0000-7000-8000-000000000000'
  const mark = { userId: open.userId, reason: 'a test of the sensor' }
  const selection = { ids: [records[0]!.id, missing] }
  expect(await discardQuarantine(open.ctx, { selection, ...mark })).toEqual({
    discarded: 1,
    notDiscarded: [{ reason: 'not-found', count: 1 }],
    more: false,
  })
  const replayed = await replay(open, { patch: cool })
  expect(replayed).toMatchObject({ claimed: 2, notReplayable: [{ reason: 'discarded', count: 1 }] })
  await endOf(open, replayed)
  const { records: marked } = await open.ctx.catalog.quarantine.list({ state: 'discarded', limit: 10 })
  expect(marked).toMatchObject([
    { id: records[0]!.id, discardedBy: open.userId, discardReason: mark.reason, replayRun: null },
  ])
  expect(marked[0]!.original).toBe(records[0]!.original)
  expect(await discardQuarantine(open.ctx, { selection: all, ...mark })).toMatchObject({
    discarded: 0,
    notDiscarded: [
      { reason: 'discarded', count: 1 },
      { reason: 'replayed', count: 2 },
    ],
  })
})

test('where a run replaces what was there, a replay adds to it', async () => {
  await using open = await openRuns()
  open.work()
  const replacing: Recipe = { ...recipe, mode: 'replace' }
  await runToEnd(
    open,
    readings(2, (n) => [1, 'cold'][n]),
    { recipe: replacing },
  )
  await runToEnd(
    open,
    readings(10, (n) => (n === 3 ? 'hot' : 1)),
    { recipe: replacing },
  )
  const replayed = await replay(open, { patch: cool, recipes: { readings: replacing } })
  expect(replayed).toMatchObject({ claimed: 1, notReplayable: [{ reason: 'not-live', count: 1 }] })
  await endOf(open, replayed)
  expect(await numbers(open)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(await open.ctx.catalog.registry.get('readings')).toMatchObject({ mode: 'replace', head: 3, records: 10 })
})

test('nothing is replayed into what is not live, nor by a pipeline that is gone', async () => {
  await using open = await openRuns()
  open.work()
  await runToEnd(open, readings(1))
  await runToEnd(open, Buffer.from('7\n{"n":1,"cpu":1}'))
  await expect(replay(open, { recipes: {} })).rejects.toMatchObject({
    message: 'Nothing to replay: 1 record is of a pipeline that is no more',
  })
  await open.ctx.catalog.registry.rollback('readings', 1)
  await expect(replay(open)).rejects.toMatchObject({
    message: 'Nothing to replay: 1 record is of a version that is not live',
  })
  const strict = { recipe: { ...recipe, dataset: 'strict', onInvalid: 'reject' as const } }
  await runToEnd(
    open,
    readings(1, () => 'hot'),
    strict,
  )
  await expect(replay(open, { selection: { filter: { dataset: 'strict' } } })).rejects.toMatchObject({
    message: 'Nothing to replay: 1 record is of a run that was not published',
  })
})

test('records of several datasets go back each to its own', async () => {
  await using open = await openRuns()
  open.work()
  await runToEnd(
    open,
    readings(3, () => 'hot'),
  )
  await runToEnd(
    open,
    readings(2, () => 'hot'),
    { dataset: 'others' },
  )
  const { runs } = await replay(open, { selection: { filter: { stage: 'transform' } }, patch: cool })
  expect(runs).toMatchObject([
    { dataset: 'readings', records: 3 },
    { dataset: 'others', records: 2 },
  ])
  await Promise.all(runs.map(({ runId }) => end(open.ctx, runId)))
  expect((await published(open.ctx, 'others')).map(({ n }) => n)).toEqual([0, 1])
})

test('one request takes so many and says that there are more', async () => {
  await using open = await openRuns()
  open.work()
  await runToEnd(open, Buffer.from('7\n'.repeat(10_020)))
  const dry = await dryRunQuarantine(open.ctx, request())
  expect(dry).toMatchObject({ matched: 10_020, wouldRefuse: [{ code: 'not-an-object', count: 10_000 }], more: true })
  const first = await replay(open)
  const second = await replay(open)
  expect([first.claimed, first.more, second.claimed, second.more]).toEqual([10_000, true, 20, false])
  await Promise.all([endOf(open, first), endOf(open, second)])
  const { groups } = await open.ctx.catalog.quarantine.groups({ state: 'open' })
  expect(groups).toMatchObject([{ count: 10_020 }])
})
