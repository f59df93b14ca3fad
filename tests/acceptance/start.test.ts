import { encode as encodeMsgpack } from '@msgpack/msgpack'
import type { AcceptedRun, Run } from '@syndicate/contracts'
import { encode as encodeCbor } from 'cborg'
import { afterAll, describe, expect, test } from 'vitest'
import { signIn } from './client.ts'
import { codeOf } from './code-of.ts'
import { startSystem } from './system.ts'

const system = await startSystem({ workers: 2 })
afterAll(() => system.stop())
const user = await signIn(system.url)

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const people = [
  { id: 1, name: 'Ada', born: { year: 1815 } },
  { id: 2, name: 'Zoë "Z" O’Neil', tags: ['a', null, true, 1.5] },
]

describe('starting a run', () => {
  test('is answered with the run and where to find it, and the run is published', async () => {
    const answer = await user.start({ dataType: 'JSON', payload: { id: 1 }, dataset: 'first' })
    expect(answer.status).toBe(202)
    const accepted = (await answer.json()) as AcceptedRun
    const { runId } = accepted
    expect(accepted).toEqual({
      runId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      state: 'accepted',
      dataset: 'first',
      links: { self: `/api/runs/${runId}`, records: '/api/registry/first/records', events: `runs.${runId}` },
    })
    expect(new URL(answer.headers.get('location') ?? '', system.url).pathname).toBe(`/api/runs/${runId}`)
    expect(answer.headers.get('x-etl-time')).toMatch(/^\d+(\.\d+)?$/)

    const run = await user.ended(runId)
    expect(run).toMatchObject({
      runId,
      state: 'published',
      pipeline: 'records',
      dataset: 'first',
      format: 'json',
      version: 1,
      chunks: 1,
      error: null,
      replayOf: null,
      counts: { in: 1, loaded: 1, quarantined: 0, duplicate: 0, filtered: 0 },
    })
    for (const stage of Object.values(run.stages)) expect(stage.chunks).toBe(1)
    const times = [run.createdAt, run.startedAt, run.finishedAt].map((time) => Date.parse(time ?? ''))
    expect(times.toSorted((a, b) => a - b)).toEqual(times)
    expect(await user.records('first')).toEqual([{ id: 1 }])
  })

  test.each([
    ['a JSON object', 'JSON', people[0], [people[0]]],
    ['a JSON array', 'JSON', people, people],
    ['JSON as text', 'JSON', JSON.stringify(people), people],
    ['a YAML mapping', 'YAML', 'id: 1\nname: Ada\nborn:\n  year: 1815\n', [people[0]]],
    ['YAML documents', 'YAML', 'id: 1\n---\nid: 2\n', [{ id: 1 }, { id: 2 }]],
    [
      'a YAML sequence with an anchor',
      'YAML',
      '- &a {id: 1}\n- {id: 2, of: *a}\n',
      [{ id: 1 }, { id: 2, of: { id: 1 } }],
    ],
    ['MessagePack', 'BINARY', base64(encodeMsgpack(people[1])), [people[1]]],
    ['a MessagePack array', 'BINARY', base64(encodeMsgpack(people)), people],
    ['CBOR', 'BINARY', base64(encodeCbor(people[1])), [people[1]]],
    ['a CBOR array', 'BINARY', base64(encodeCbor(people)), people],
  ])('publishes %s', async (name, dataType, payload, expected) => {
    const dataset = name.toLowerCase().replaceAll(' ', '-')
    const answer = await user.start({ dataType, payload, dataset }, { prefer: 'wait=10' })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('preference-applied')).toBe('wait=10')
    expect(await answer.json()).toMatchObject({
      state: 'published',
      counts: { in: expected.length, loaded: expected.length, quarantined: 0 },
    })
    expect(await user.records(dataset)).toEqual(expected)
  })

  test('sends TELEMETRY through the telemetry pipeline', async () => {
    const payload = [
      { cpu: 75.5, mem: 134217728, timestamp: '2025-10-29T12:00:00Z' },
      { cpu: '10', mem: 268435456, timestamp: '2026-01-02T03:04:06Z' },
      { cpu: 'hot', mem: 20, timestamp: '2026-01-02T03:04:07Z' },
    ]
    const answer = await user.start({ dataType: 'TELEMETRY', payload }, { prefer: 'wait=10' })
    expect(await answer.json()).toMatchObject({
      state: 'published',
      pipeline: 'telemetry',
      dataset: 'telemetry',
      counts: { in: 3, loaded: 2, quarantined: 1, duplicate: 0, filtered: 0 },
    })
    expect(await user.records('telemetry')).toEqual([
      { cpu: 75.5, mem: 134217728, timestamp: '2025-10-29T12:00:00.000Z', level: 'warn' },
      { cpu: 10, mem: 268435456, timestamp: '2026-01-02T03:04:06.000Z', level: 'ok' },
    ])
  })

  test('goes through the pipeline that is asked for', async () => {
    const payload = { delay: 16, distance: 300, time: 7.5 }
    const request = { dataType: 'JSON', payload, pipeline: 'flights', dataset: 'one-flight' }
    const run = (await (await user.start(request, { prefer: 'wait=10' })).json()) as Run
    expect(run).toMatchObject({ state: 'published', pipeline: 'flights', dataset: 'one-flight' })
    expect(await user.records('one-flight')).toEqual([{ delay_min: 16, distance_miles: 300, hour: 7.5, late: true }])
  })

  test('does not wait for longer than it is asked to', async () => {
    const answer = await user.start({ dataType: 'JSON', payload: { id: 1 }, dataset: 'no-wait' }, { prefer: 'wait=0' })
    expect([200, 202]).toContain(answer.status)
    expect(answer.headers.has('location')).toBe(true)
  })
})

describe('an Idempotency-Key', () => {
  const request = { dataType: 'JSON', payload: [{ id: 1 }], dataset: 'once' }

  test('makes a repeat answer with the first run', async () => {
    const key = { 'idempotency-key': 'repeat-1' }
    const first = (await (await user.start(request, key)).json()) as AcceptedRun
    const again = (await (await user.start(request, key)).json()) as AcceptedRun
    expect(again.runId).toBe(first.runId)
    await user.ended(first.runId)
    const waited = await user.start(request, { ...key, prefer: 'wait=10' })
    expect(await waited.json()).toMatchObject({ runId: first.runId, state: 'published' })
    expect(await user.records('once')).toEqual([{ id: 1 }])
  })

  test('is refused for another request', async () => {
    const key = { 'idempotency-key': 'conflict-1' }
    expect((await user.start(request, key)).status).toBe(202)
    expect(await codeOf(await user.start({ ...request, payload: [{ id: 2 }] }, key))).toBe('idempotency-conflict')
    expect(await codeOf(await user.start({ ...request, dataset: 'elsewhere' }, key))).toBe('idempotency-conflict')
  })

  test('makes one run of ten requests at once', async () => {
    const racing = { ...request, dataset: 'race' }
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => user.start(racing, { 'idempotency-key': 'race-1' })),
    )
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202))
    const runs = await Promise.all(answers.map(async (answer) => ((await answer.json()) as AcceptedRun).runId))
    expect(new Set(runs).size).toBe(1)
    await user.ended(runs[0] ?? '')
    expect(await user.get('/api/runs?dataset=race')).toMatchObject({ runs: [{ runId: runs[0] }], next: null })
    expect(await user.records('race')).toEqual([{ id: 1 }])
  })
})

describe('a run', () => {
  test('is found among the others, newest first and page by page', async () => {
    const started: string[] = []
    for (const id of [1, 2, 3]) {
      const answer = await user.start({ dataType: 'JSON', payload: { id }, dataset: 'listed' }, { prefer: 'wait=10' })
      started.unshift(((await answer.json()) as Run).runId)
    }
    type Page = { runs: Run[]; next: string | null }
    const idsOf = ({ runs }: Page) => runs.map(({ runId }) => runId)
    const query = '/api/runs?dataset=listed&state=published&pipeline=records'
    expect(idsOf(await user.get<Page>(query))).toEqual(started)
    const first = await user.get<Page>(`${query}&limit=2`)
    const second = await user.get<Page>(`${query}&limit=2&cursor=${first.next}`)
    expect([idsOf(first), idsOf(second)]).toEqual([started.slice(0, 2), started.slice(2)])
    expect(second.next).toBeNull()
    expect(await user.get('/api/runs?dataset=listed&state=failed')).toMatchObject({ runs: [] })
    expect(await codeOf(await user.fetch('/api/runs?state=finished'))).toBe('validation-failed')
  })

  test('can be replayed as a new run of the same input', async () => {
    const request = { dataType: 'JSON', payload: [{ id: 7 }], dataset: 'replayed' }
    const first = (await (await user.start(request, { prefer: 'wait=10' })).json()) as Run
    const answer = await user.post(`/api/runs/${first.runId}/replay`, undefined, { prefer: 'wait=10' })
    expect(await answer.json()).toMatchObject({ state: 'published', replayOf: first.runId, version: 2 })
    expect(await user.records('replayed')).toEqual([{ id: 7 }, { id: 7 }])
  })

  test('that has ended cannot be cancelled, and one that never was cannot be shown', async () => {
    const request = { dataType: 'JSON', payload: { id: 1 }, dataset: 'ended' }
    const { runId } = (await (await user.start(request, { prefer: 'wait=10' })).json()) as Run
    expect(await codeOf(await user.post(`/api/runs/${runId}/cancel`))).toBe('run-is-final')
    for (const unknown of ['00000000-0000-7000-8000-000000000000', 'nonsense']) {
      expect(await codeOf(await user.fetch(`/api/runs/${unknown}`))).toBe('run-not-found')
      expect(await codeOf(await user.post(`/api/runs/${unknown}/cancel`))).toBe('run-not-found')
      expect(await codeOf(await user.post(`/api/runs/${unknown}/replay`))).toBe('run-not-found')
    }
  })
})
