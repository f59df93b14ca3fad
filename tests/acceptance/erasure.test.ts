import { createHash } from 'node:crypto'
import type { AcceptedErasure, AuditEntry, Erasure } from '@syndicate/contracts'
import { afterAll, expect, test } from 'vitest'
import { everyText } from '../../packages/runs/tests/every-text.ts'
import { signIn } from './client.ts'
import { codeOf } from './code-of.ts'
import { startSystem } from './system.ts'

const people = `people:
  format: ndjson
  live: true
  steps: [{ rename: { user: id } }, { cast: { id: integer } }, { filter: 'id < 100' }]
`
const system = await startSystem({ workers: 2, config: { pipelines: people } })
afterAll(() => system.stop())
const user = await signIn(system.url)
const database = { url: system.env['DATABASE_URL']!, schema: system.env['SYNDICATE_SCHEMA']! }

const secret = 'ada-4f6c1d@example.org'
const linesOf = (...records: unknown[]) =>
  records.map((one) => `${typeof one === 'string' ? one : JSON.stringify(one)}\n`).join('')

/** Whatever says the secret, in tables, in Redis and in the logs of all processes. */
async function whatSays(text: string): Promise<string[]> {
  const all = [...(await everyText(database, system.name)), ...system.logs().split('\n')]
  return all.filter((one) => one.includes(text)).map((one) => one.slice(0, 300))
}

async function erase(body: object): Promise<{ asked: AcceptedErasure; done: Erasure }> {
  const answer = await user.post('/api/registry/people/erasures', body)
  expect(answer.status).toBe(202)
  const asked = (await answer.json()) as AcceptedErasure
  const show = () => user.get<Erasure>(`/api/registry/people/erasures/${asked.id}`)
  await expect.poll(async () => (await show()).state, { timeout: 30_000 }).toBe('done')
  return { asked, done: await show() }
}

test('a person that was erased is in no table, no key of Redis and no log, and what was asked for can be proven', async () => {
  const { runId } = await user.ingest(
    { pipeline: 'people' },
    linesOf({ user: 1, mail: 'b@example.org' }, { user: 5, mail: secret }),
  )
  // Refused by a step; by nobody who can read it; left out.
  await user.ingest(
    { pipeline: 'people' },
    linesOf(
      { user: 'x', mail: secret },
      `{"user":5,"mail":"${secret}"`,
      { user: 500, mail: secret },
      { user: 2, mail: 'c@example.org' },
    ),
  )
  const before = await user.quarantine('dataset=people')
  expect(before.length).toBeGreaterThan(1)
  expect((await whatSays(secret)).length).toBeGreaterThan(3)

  const { done: tried } = await erase({ key: { mail: secret }, dryRun: true })
  expect(tried).toMatchObject({ dryRun: true, records: 1, versions: 1, inputs: 2 })
  expect(tried.refused).toBeGreaterThan(1)
  expect(await user.records('people')).toHaveLength(3)

  const { asked, done } = await erase({ key: { mail: secret } })
  expect(done).toMatchObject({ records: 1, inputs: 2, refused: tried.refused, waitingFor: 0 })
  expect(await whatSays(secret)).toEqual([])
  expect((await user.records<{ id: number }>('people')).map(({ id }) => id)).toEqual([1, 2])
  expect(await user.records('people', '?version=1')).toHaveLength(1)
  expect(await codeOf(await user.post(`/api/runs/${runId}/replay`))).toBe('input-reclaimed')

  const proof = createHash('sha256')
    .update(`${asked.salt}\n${JSON.stringify({ key: { mail: secret } })}`)
    .digest('hex')
  expect(done.proof).toBe(proof)
  expect(await user.get('/api/registry/people/erasures')).toMatchObject({
    erasures: [{ id: asked.id }, { id: tried.id }],
  })
  const { entries } = await user.get<{ entries: AuditEntry[] }>('/api/audit?kind=dataset.erase')
  expect(entries.map(({ target, route, userId }) => [target, route, userId])).toEqual([
    ['people', null, user.userId],
    ['people', 'POST /api/registry/:dataset/erasures', user.userId],
    ['people, dry run', 'POST /api/registry/:dataset/erasures', user.userId],
  ])
})

test.each([
  [{}, 'by `key` or by `where`'],
  [{ key: { id: 1 }, where: 'true' }, 'by `key` or by `where`'],
  [{ key: { id: 2 ** 60 } }, 'as a text'],
  [{ where: 'id +' }, ''],
  [{ where: '1 + 1' }, 'true or false'],
])('%j is refused', async (body, told) => {
  const answer = await user.post('/api/registry/people/erasures', body)
  const { code, detail } = (await answer.json()) as { code: string; detail: string }
  expect(code).toBe('validation-failed')
  expect(detail).toContain(told)
})

test('a dataset is truncated, gone back to, and deleted by who names its head', async () => {
  await user.ingest({ pipeline: 'people', dataset: 'others' }, linesOf({ user: 1 }))
  expect(await (await user.post('/api/registry/others/truncate', { expect: 1 })).json()).toMatchObject({
    head: 2,
    records: 0,
  })
  expect(await user.records('others')).toEqual([])
  await user.post('/api/registry/others/rollback', { version: 1 })
  expect(await user.records('others')).toHaveLength(1)
  const remove = (head: number) => user.fetch(`/api/registry/others?expect=${head}`, { method: 'DELETE' })
  expect(await codeOf(await remove(2))).toBe('dataset-changed')
  expect((await remove(1)).status).toBe(204)
  expect(await codeOf(await user.fetch('/api/registry/others'))).toBe('dataset-not-found')
  const { runs } = await user.get<{ runs: object[] }>('/api/runs?dataset=others')
  expect(runs).toMatchObject([{ state: 'published', version: null, datasetDeletedAt: expect.any(String) }])
  await user.ingest({ pipeline: 'people', dataset: 'others' }, linesOf({ user: 7 }))
  expect(await user.records('others')).toEqual([{ id: 7 }])
})
