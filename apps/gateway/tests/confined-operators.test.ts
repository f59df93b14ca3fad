import { routes, type ApiKey, type RouteName } from '@syndicate/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bodyOf, codeOf, json, openGateway, type Client, type OpenGateway } from './fixture.ts'

let gateway: OpenGateway
let admin: Client & { userId: string }
/** May operate on what it names to read. */
let confined: string
/** A rejected run into each dataset, and the record it refused. */
let mine: Refused
let theirs: Refused

interface Refused {
  runId: string
  recordId: string
}

beforeAll(async () => {
  gateway = await openGateway()
  gateway.work()
  admin = await gateway.enter('admin')
  confined = await issue('operate', 'read:mine')
  mine = await refuse('mine')
  theirs = await refuse('theirs')
})
afterAll(() => gateway[Symbol.asyncDispose]())

async function issue(...scopes: string[]): Promise<string> {
  const answer = await admin.post('/api/keys', { name: 'a program', scopes })
  return (await bodyOf<ApiKey & { key: string }>(answer)).key
}

async function refuse(dataset: string): Promise<Refused> {
  const query = new URLSearchParams({ pipeline: 'records', format: 'ndjson', dataset })
  const upload = { method: 'POST', body: '{"a":\n', headers: { ...admin.headers, prefer: 'wait=20' } }
  const answer = await fetch(`${gateway.url}/api/etl/upload?${query}`, upload)
  const { runId, state } = await bodyOf<{ runId: string; state: string }>(answer)
  expect(state).toBe('rejected')
  const { records } = await bodyOf<{ records: { id: string }[] }>(await admin.get(`/api/quarantine?run=${runId}`))
  return { runId, recordId: records[0]!.id }
}

const post = (key: string, path: string, body: unknown) =>
  fetch(gateway.url + path, json(body, { authorization: `Bearer ${key}` }))

test('every route that takes a selection is tried here', () => {
  const taking = Object.entries(routes).filter(([, route]) => 'dataset' in route && route.dataset === 'selection')
  expect(taking.map(([name]) => name as RouteName)).toEqual([
    'POST /api/runs/replay',
    'POST /api/runs/deal-with',
    'POST /api/runs/reopen',
    'POST /api/quarantine/mend',
    'POST /api/quarantine/replay',
    'POST /api/quarantine/discard',
  ])
})

test.each([
  ['a filter', (run: Refused) => ({ filter: { state: 'rejected', q: run.runId } })],
  ['a filter by dataset', () => ({ filter: { dataset: 'theirs' } })],
  ['ids', (run: Refused) => ({ ids: [run.runId] })],
])('a dry run of replays learns nothing of the runs of other datasets, by %s', async (_how, selecting) => {
  const answer = await post(confined, '/api/runs/replay', { ...selecting(theirs), dryRun: true })
  expect(await bodyOf(answer)).toMatchObject({ matched: 0, wouldReplay: 0 })
})

test('of its own datasets it finds all, and a key that names none finds those of every one', async () => {
  const filter = { filter: { state: 'rejected' }, dryRun: true }
  const records = { filter: { code: 'malformed-record' }, dryRun: true }
  const unconfined = await issue('operate')
  for (const [key, matched] of [
    [confined, 1],
    [unconfined, 2],
  ] as const) {
    expect(await bodyOf(await post(key, '/api/runs/replay', filter))).toMatchObject({ matched })
    expect(await bodyOf(await post(key, '/api/quarantine/replay', records))).toMatchObject({ matched })
  }
})

test('runs and records of other datasets are not found by their ids either, and stay what they are', async () => {
  const replayed = await post(confined, '/api/runs/replay', { ids: [theirs.runId] })
  const missing = [{ reason: 'not-found', count: 1 }]
  expect(await bodyOf(replayed)).toMatchObject({ runs: [], notReplayed: missing })
  for (const deed of ['deal-with', 'reopen'])
    for (const selection of [{ ids: [theirs.runId] }, { filter: { state: 'rejected', q: theirs.runId } }])
      expect(await bodyOf(await post(confined, `/api/runs/${deed}`, selection))).toMatchObject({ marked: 0 })
  const patch = [{ op: 'replace', path: '', value: { a: 1 } }]
  const records = { ids: [theirs.recordId], patch }
  expect(await codeOf(await post(confined, '/api/quarantine/replay', records))).toBe('nothing-to-replay')
  const dry = await post(confined, '/api/quarantine/replay', { ...records, dryRun: true })
  expect(await bodyOf(dry)).toMatchObject({ matched: 0, wouldPass: 0, notReplayable: missing })
  const sheet = { method: 'POST', body: `refusal_id,a\n${theirs.recordId},1\n` }
  const mended = await fetch(`${gateway.url}/api/quarantine/mend`, {
    ...sheet,
    headers: { authorization: `Bearer ${confined}`, 'content-type': 'text/csv' },
  })
  expect(await codeOf(mended)).toBe('nothing-to-replay')
  for (const selection of [{ ids: [theirs.recordId] }, { filter: { run: theirs.runId } }]) {
    const discarded = await post(confined, '/api/quarantine/discard', selection)
    expect(await bodyOf(discarded)).toMatchObject({ discarded: 0, more: false })
  }
  const open = await bodyOf<{ records: unknown[] }>(await admin.get('/api/quarantine?dataset=theirs&state=open'))
  expect(open.records).toHaveLength(1)
})

test('a run of another dataset is neither replayed nor cancelled, and another dataset is not rolled back', async () => {
  for (const deed of ['cancel', 'replay'])
    expect(await codeOf(await post(confined, `/api/runs/${theirs.runId}/${deed}`, {}))).toBe('run-not-found')
  const rollback = await post(confined, '/api/registry/theirs/rollback', { version: 1 })
  expect(await codeOf(rollback)).toBe('forbidden')
  expect(await codeOf(await post(confined, `/api/runs/${mine.runId}/cancel`, {}))).toBe('run-is-final')
  expect((await post(confined, `/api/runs/${mine.runId}/replay`, {})).status).toBe(202)
})
