import type { AnswerTo, ApiKey, Problem, Run } from '@syndicate/contracts'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { bodyOf, openGateway, type Client, type OpenGateway } from './fixture.ts'

let gateway: OpenGateway
let admin: Client & { userId: string }

beforeAll(async () => {
  gateway = await openGateway()
  admin = await gateway.enter('admin')
})
afterAll(() => gateway[Symbol.asyncDispose]())

async function start(dataset: string, by = admin): Promise<string> {
  const answer = await by.post('/api/etl/start', { dataType: 'JSON', payload: { a: 1 }, pipeline: 'records', dataset })
  return (await bodyOf<{ runId: string }>(answer)).runId
}

/** As much as two ids share. */
function shared(a: string, b: string): string {
  let length = 0
  while (a[length] === b[length]) length += 1
  return a.slice(0, length)
}

test('a run is named by how its id begins, where no other begins so', async () => {
  const [first, second] = [await start('one'), await start('one')]
  const unique = second.slice(0, shared(first, second).length + 1)
  const shown = await admin.get(`/api/runs/${unique}`)
  expect([shown.status, (await bodyOf<Run>(shown)).runId]).toEqual([200, second])
  const cancelled = await admin.post(`/api/runs/${unique.replaceAll('-', '')}/cancel`)
  expect(await bodyOf<Run>(cancelled)).toMatchObject({ runId: second, state: 'cancelled' })
  expect((await bodyOf<Run>(await admin.get(`/api/runs/${first}`))).state).toBe('accepted')
  await vi.waitFor(async () => {
    const trail = await bodyOf<AnswerTo<'GET /api/audit'>>(await admin.get('/api/audit?kind=run.cancel'))
    expect(trail.entries.map(({ target }) => target)).toEqual([second])
  }, 10_000)
})

test('one that could be several is refused with those it could be', async () => {
  const [first, second] = [await start('two'), await start('two')]
  const answer = await admin.post(`/api/runs/${shared(first, second)}/cancel`)
  const { code, errors = [] } = await bodyOf<Problem>(answer)
  expect([answer.status, code]).toEqual([409, 'run-ambiguous'])
  expect(errors.map(({ message }) => message)).toEqual(
    expect.arrayContaining([`${second} (records, accepted)`, `${first} (records, accepted)`]),
  )
})

test.each(['00000000', '019b7c1', 'last'])('there is no run %s', async (named) => {
  const answer = await admin.get(`/api/runs/${named}`)
  expect([answer.status, (await bodyOf<Problem>(answer)).code]).toEqual([404, 'run-not-found'])
})

test('a key that may read one dataset learns of no other run that begins so', async () => {
  const [first, second] = [await start('hidden'), await start('seen')]
  const issued = await admin.post('/api/keys', { name: 'a program', scopes: ['read:seen'] })
  const { key } = await bodyOf<ApiKey & { key: string }>(issued)
  const get = (named: string) =>
    fetch(`${gateway.url}/api/runs/${named}`, { headers: { authorization: `Bearer ${key}` } })
  const between = shared(first, second)
  expect((await bodyOf<Run>(await get(between))).runId).toBe(second)
  expect((await get(first.slice(0, between.length + 1))).status).toBe(404)
})

test('who asks for their own runs gets no others', async () => {
  const other = await gateway.enter('operator')
  const [theirs, own] = [await start('three', other), await start('three')]
  const list = async (who: Client, mine: string) =>
    (await bodyOf<{ runs: Run[] }>(await who.get(`/api/runs?dataset=three${mine}`))).runs.map(({ runId }) => runId)
  expect(await list(other, '&mine=true')).toEqual([theirs])
  expect(await list(admin, '&mine=true')).toEqual([own])
  expect(await list(admin, '')).toEqual([own, theirs])
})
