import type { AuditEntry, Run } from '@syndicate/contracts'
import { afterAll, expect, test } from 'vitest'
import { signIn } from './client.ts'
import { startSystem } from './system.ts'

const system = await startSystem({ workers: 1 })
afterAll(() => system.stop())
const user = await signIn(system.url)

const nobody = '00000000-0000-7000-8000-000000000000'

async function idsOf(query: string): Promise<string[]> {
  const { runs } = await user.get<{ runs: Run[] }>(`/api/runs?${query}`)
  return runs.map(({ runId }) => runId)
}

async function mark(deed: 'deal-with' | 'reopen', body: object): Promise<unknown> {
  const answer = await user.post(`/api/runs/${deed}`, body)
  expect(answer.status).toBe(200)
  return answer.json()
}

test('runs that came to nothing, or refused records, are marked as dealt with, and that is taken back', async () => {
  const into = { pipeline: 'records', format: 'ndjson' }
  const fine = await user.ingest({ ...into, dataset: 'a' }, '{"a":1}\n')
  const some = await user.ingest({ ...into, dataset: 'a' }, '{"a":1}\n{"a":\n')
  const none = await user.ingest({ ...into, dataset: 'b' }, '{"a":\n')
  expect([fine.state, some.state, none.state]).toEqual(['published', 'published', 'rejected'])
  expect(await idsOf('dealtWith=false')).toEqual([none.runId, some.runId])
  expect(await idsOf('dealtWith=true')).toEqual([])

  const ids = { ids: [fine.runId, some.runId, nobody] }
  expect(await mark('deal-with', ids)).toEqual({ marked: 1, left: 2, more: false })
  expect(await mark('deal-with', ids)).toEqual({ marked: 0, left: 3, more: false })
  expect(await idsOf('dealtWith=false')).toEqual([none.runId])
  expect(await idsOf('dealtWith=true&dataset=a')).toEqual([some.runId])
  const marked = await user.get<Run>(`/api/runs/${some.runId}`)
  expect(marked.dealtWith).toEqual({ at: expect.any(String), by: 'trader1' })
  expect((await user.get<Run>(`/api/runs/${none.runId}`)).dealtWith).toBeUndefined()
  // What it refused stays where it is.
  expect(await user.quarantine(`run=${some.runId}&state=open`)).toHaveLength(1)

  expect(await mark('deal-with', { filter: { dealtWith: 'false' } })).toEqual({ marked: 1, left: 0, more: false })
  expect(await idsOf('dealtWith=false')).toEqual([])
  expect(await mark('reopen', { filter: { dealtWith: 'true', dataset: 'a' } })).toMatchObject({ marked: 1 })
  expect(await idsOf('dealtWith=false')).toEqual([some.runId])

  await expect
    .poll(async () => {
      const { entries } = await user.get<{ entries: AuditEntry[] }>('/api/audit?kind=run.deal-with,run.reopen')
      return entries.map(({ route, target, userId }) => [route, target, userId])
    })
    .toEqual([
      ['POST /api/runs/reopen', 'dealtWith=true dataset=a', user.userId],
      ['POST /api/runs/deal-with', 'dealtWith=false', user.userId],
      ['POST /api/runs/deal-with', '3 runs', user.userId],
      ['POST /api/runs/deal-with', '3 runs', user.userId],
    ])
})
