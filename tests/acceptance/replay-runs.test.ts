import type { AcceptedRun, RunsReplay } from '@syndicate/contracts'
import { afterAll, expect, test } from 'vitest'
import { signIn, type Client, type Json } from './client.ts'
import { codeOf } from './code-of.ts'
import { newUser } from './every-request.ts'
import { startSystem } from './system.ts'

const system = await startSystem({ workers: 0 })
afterAll(() => system.stop())
const user = await signIn(system.url)

const path = '/api/runs/replay'
const ask = async (body: Json, as: Client = user) => (await (await as.post(path, body)).json()) as Json

async function cancelled(dataset: string, n: number): Promise<string> {
  const answer = await user.upload({ pipeline: 'records', format: 'ndjson', dataset }, `{"n":${n}}\n`)
  const { runId } = (await answer.json()) as AcceptedRun
  await user.post(`/api/runs/${runId}/cancel`)
  return runId
}

test('all runs that match a filter are replayed by one request, and by the same request not again', async () => {
  const runs: string[] = []
  for (let n = 0; n < 5; n++) runs.push(await cancelled('many', n))
  await cancelled('other', 0)
  const filter = { state: 'cancelled', dataset: 'many' }
  expect(await ask({ filter, dryRun: true })).toEqual({ matched: 5, wouldReplay: 5, notReplayed: [], more: false })
  expect(await ask({ filter: { ...filter, since: '2999-01-01T00:00:00Z' }, dryRun: true })).toMatchObject({
    matched: 0,
  })

  const one = await user.post(path, { ids: [runs[4]] })
  expect(one.status).toBe(202)
  const { runs: made } = (await one.json()) as RunsReplay
  expect(made).toMatchObject([{ replayOf: runs[4], pipeline: 'records', dataset: 'many' }])
  const rest = await ask({ filter })
  expect(rest).toMatchObject({ notReplayed: [{ reason: 'replayed', count: 1, runIds: [runs[4]] }], more: false })
  await system.startWorker()
  for (const { runId } of [...made, ...(rest as RunsReplay).runs])
    expect(await user.ended(runId)).toMatchObject({ state: 'published' })
  expect((await user.records<{ n: number }>('many')).map(({ n }) => n).toSorted((a, b) => a - b)).toEqual([
    0, 1, 2, 3, 4,
  ])
  expect(await ask({ filter })).toMatchObject({ runs: [], notReplayed: [{ reason: 'replayed', count: 5 }] })

  const trail = await user.get<{ entries: Json[] }>(`/api/audit?kind=run.replay&target=${made[0]!.runId}`)
  expect(trail.entries).toMatchObject([{ outcome: 'done', route: 'POST /api/runs/replay', userId: user.userId }])
})

test('it takes the right to operate, the CSRF token, and either ids or a filter that says something', async () => {
  const viewer = await newUser(user, 'viewer')
  expect(await ask({ filter: { state: 'failed' } }, viewer)).toMatchObject({ code: 'forbidden' })
  const forged = await user.fetch(path, { method: 'POST', headers: { 'x-csrf-token': '' } })
  expect(await codeOf(forged)).toBe('csrf-failed')
  const id = '019b7c1e-5a00-7000-8000-0123456789ab'
  const wrong = [
    {},
    { filter: {} },
    { ids: [] },
    { ids: [id], filter: { state: 'failed' } },
    { filter: { nothing: 1 } },
  ]
  for (const body of wrong) expect(await ask(body)).toMatchObject({ code: 'validation-failed' })
  expect(await ask({ ids: [id] })).toMatchObject({ runs: [], notReplayed: [{ reason: 'not-found', runIds: [id] }] })
})
