import type { QuarantineDiscard, QuarantineDryRun, QuarantineReplay } from '@syndicate/contracts'
import { describe, expect, test } from 'vitest'
import { at } from './client.ts'
import { codeOf } from './code-of.ts'
import { startGauges } from './gauges.ts'

const { system, user, replay, ended, states } = await startGauges()

const nobody = '00000000-0000-7000-8000-000000000000'

test('refused, looked at, tried, mended and published', async () => {
  const dataset = 'mended'
  const run = await user.ingest({ pipeline: 'gauges', dataset }, 'name,bar\nA,1\nB,low\nC,11\nD\n"E ""e""",high\n')
  expect(run.counts).toMatchObject({ in: 5, loaded: 1, quarantined: 4 })
  const open = { attempt: 0, state: 'open', replayRun: null, discardedBy: null }
  expect(await user.quarantine(`run=${run.runId}&code=cast-failed&state=open`)).toMatchObject([
    { ...open, original: 'B,low', record: JSON.stringify({ name: 'B', bar: 'low' }) },
    { ...open, original: '"E ""e""",high', record: JSON.stringify({ name: 'E "e"', bar: 'high' }) },
  ])
  const byField = await user.fetch(`/api/quarantine?dataset=${dataset}&group=field&field=bar`)
  expect(await byField.json()).toEqual({
    groups: [
      { stage: 'transform', code: 'cast-failed', field: 'bar', count: 2 },
      { stage: 'validate', code: 'schema-violation', field: 'bar', count: 1 },
    ],
    next: null,
  })

  const wish = { filter: { dataset }, patch: [{ op: 'replace', path: '/bar', value: 2.5 }] }
  const dry = await user.post('/api/quarantine/replay', { ...wish, dryRun: true })
  const [b, c, e] = (await user.quarantine(`run=${run.runId}`)).filter(({ field }) => field === 'bar')
  const passes = { runId: run.runId, outcome: 'pass' }
  expect([dry.status, (await dry.json()) as QuarantineDryRun]).toEqual([
    200,
    {
      matched: 4,
      wouldPass: 3,
      wouldFilter: 0,
      wouldRefuse: [],
      notReplayable: [{ reason: 'unreadable', count: 1 }],
      records: [
        { ...passes, id: b!.id, position: 1, line: 3, changes: [{ field: 'bar', before: '"low"', after: '2.5' }] },
        { ...passes, id: c!.id, position: 2, line: 4, changes: [{ field: 'bar', before: '"11"', after: '2.5' }] },
        { ...passes, id: e!.id, position: 4, line: 6, changes: [{ field: 'bar', before: '"high"', after: '2.5' }] },
      ],
      nextRecord: null,
      more: false,
      complete: true,
    },
  ])
  expect(await states(`dataset=${dataset}`)).toEqual(['open', 'open', 'open', 'open'])

  const replayed = await replay(wish)
  const { runId } = replayed.runs[0]!
  expect(replayed).toEqual({
    runs: [
      {
        runId,
        dataset,
        pipeline: 'gauges',
        records: 3,
        links: { self: `/api/runs/${runId}`, records: `/api/registry/${dataset}/records`, events: `runs.${runId}` },
      },
    ],
    claimed: 3,
    notReplayable: [{ reason: 'unreadable', count: 1 }],
    more: false,
  })
  expect(await ended(replayed)).toMatchObject({ state: 'published', dataset, version: 2, counts: { in: 3, loaded: 3 } })
  expect(await user.records(dataset)).toEqual([
    { name: 'A', bar: 1 },
    { name: 'B', bar: 2.5 },
    { name: 'C', bar: 2.5 },
    { name: 'E "e"', bar: 2.5 },
  ])
  expect(await user.quarantine(`dataset=${dataset}&state=replayed`)).toMatchObject(Array(3).fill({ replayRun: runId }))
  expect(await codeOf(await user.post('/api/quarantine/replay', wish))).toBe('nothing-to-replay')
})

test('two gateways asked at once replay every record once, and a cancelled replay gives its records back', async () => {
  const other = at(await system.startGateway(), user)
  const rows = Array.from({ length: 50 }, (_, n) => `${n},?\n`).join('')
  await user.ingest({ pipeline: 'gauges', dataset: 'race' }, `name,bar\n${rows}`)
  const wish = { filter: { dataset: 'race' }, patch: [{ op: 'add', path: '/bar', value: 1 }] }
  const answers = await Promise.all([user, other, user, other].map((each) => each.post('/api/quarantine/replay', wish)))
  const taken = answers.filter(({ status }) => status === 202)
  expect([taken.length, answers.filter(({ status }) => status === 409).length]).toEqual([1, 3])
  const won = (await taken[0]!.json()) as QuarantineReplay
  // Whether the cancellation comes in time is not for this test to say; what follows from it is.
  await user.post(`/api/runs/${won.runs[0]!.runId}/cancel`)
  if ((await ended(won)).state === 'cancelled') await ended(await replay(wish))
  const names = (await user.records('race')).map(({ name }) => Number(name))
  expect(names.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n))
})

test('a dataset that runs replace keeps its other records', async () => {
  const good = Array.from({ length: 11 }, (_, n) => `2012-01-${n + 10},0,9,5,4,rain\n`).join('')
  const csv = `date,precipitation,temp_max,temp_min,wind,weather\n${good}2012-01-02,0,9,5,4,frogs\n`
  const run = await user.ingest({ pipeline: 'weather', dataset: 'days' }, csv)
  await ended(await replay({ filter: { run: run.runId }, patch: [{ op: 'replace', path: '/weather', value: 'rain' }] }))
  expect(await user.records('days')).toHaveLength(12)
})

test('a discarded record stays, with who discarded it and why, and is not replayed', async () => {
  const run = await user.ingest({ pipeline: 'gauges', dataset: 'scrap' }, 'name,bar\nA,low\nB,low\n')
  const [first] = await user.quarantine(`run=${run.runId}`)
  const answer = await user.post('/api/quarantine/discard', { ids: [first!.id, nobody], reason: 'A is broken' })
  expect([answer.status, (await answer.json()) as QuarantineDiscard]).toEqual([
    200,
    { discarded: 1, notDiscarded: [{ reason: 'not-found', count: 1 }], more: false },
  ])
  expect(await user.quarantine('dataset=scrap&state=discarded')).toMatchObject([
    { id: first!.id, discardedBy: user.userId, discardReason: 'A is broken', original: 'A,low' },
  ])
  const { claimed, notReplayable } = await replay({ filter: { dataset: 'scrap' } })
  expect([claimed, notReplayable]).toEqual([1, [{ reason: 'discarded', count: 1 }]])
  expect(await codeOf(await user.post('/api/quarantine/replay', { ids: [first!.id] }))).toBe('nothing-to-replay')
})

describe('what makes no sense is refused:', () => {
  const filter = { dataset: 'mended' }
  const patched = (...patch: unknown[]) => ({ filter, patch })
  test.each<[string, unknown]>([
    ['no selection', {}],
    ['both kinds of selection', { ids: [nobody], filter }],
    ['a filter of nothing', { filter: {} }],
    ['no ids', { ids: [] }],
    ['an id that is none', { ids: [`urn:uuid:${nobody}`] }],
    ['an id twice', { ids: [nobody, nobody] }],
    ['a run that is none', { filter: { run: 'x' } }],
    ['an unknown filter', { filter: { state: 'open' } }],
    ['an unknown member', { filter, force: true }],
    ['a patch that is no list', { filter, patch: { op: 'remove', path: '/a' } }],
    ['an empty patch', patched()],
    ['an unknown operation', patched({ op: 'rename', path: '/a' })],
    ['a path that is none', patched({ op: 'remove', path: 'a' })],
    ['an escape that is none', patched({ op: 'remove', path: '/a~2' })],
    ['an add without a value', patched({ op: 'add', path: '/a' })],
    ['a move without a from', patched({ op: 'move', path: '/a' })],
    ['a hundred and one operations', patched(...Array(101).fill({ op: 'remove', path: '/a' }))],
  ])('%s', async (_what, body) => {
    expect(await codeOf(await user.post('/api/quarantine/replay', body))).toBe('validation-failed')
  })

  test.each([
    '/api/quarantine?run=urn:uuid:01890000-0000-7000-8000-000000000000',
    '/api/quarantine?cursor=urn:uuid:01890000-0000-7000-8000-000000000000',
    '/api/quarantine?run=%00',
    '/api/quarantine?cursor=%00',
    '/api/quarantine?dataset=a%00b',
    '/api/quarantine?state=gone',
    '/api/runs?cursor=%00',
    '/api/runs?cursor=urn:uuid:01890000-0000-7000-8000-000000000000',
    '/api/runs?since=2016-12-31T23:59:60Z',
    '/api/runs?until=0000-01-01T00:00:00Z',
    '/api/runs?since=0001-01-01T00:00:00%2B23:59',
    '/api/runs?until=9999-12-31T23:59:59-23:59',
    '/api/runs?since=2026-02-30T00:00:00Z',
    '/api/runs?pipeline=%00',
    '/api/runs?dataset=a%00',
    '/api/runs?q=%00',
    '/api/registry/a%00',
  ])('GET %s', async (path) => {
    expect(await codeOf(await user.fetch(path))).toBe('validation-failed')
  })
})
