import type { Run } from '@syndicate/contracts'
import { afterAll, expect, test } from 'vitest'
import { signIn } from './client.ts'
import { startSystem } from './system.ts'

const poison = 'this ends whoever transforms it'
const system = await startSystem({
  workers: 0,
  config: { set: { lockSeconds: 5 } },
  env: { SYNDICATE_ABORT_ON: poison },
})
afterAll(() => system.stop())
const user = await signIn(system.url)

test('a record that kills the worker process is quarantined after the second death', { timeout: 90_000 }, async () => {
  const workers = await Promise.all([1, 2, 3].map(() => system.startWorker()))
  let deaths = 0
  for (const worker of workers) {
    system.forgive(worker)
    void worker.exited.then(({ signal }) => signal === 'SIGABRT' && deaths++)
  }
  const lines = Array.from({ length: 8 }, (_, n) => `${JSON.stringify({ n, text: n === 5 ? poison : 'harmless' })}\n`)
  const query = { pipeline: 'records', format: 'ndjson', dataset: 'poisoned' }
  const { runId } = (await (await user.upload(query, lines.join(''))).json()) as { runId: string }
  const run: Run = await user.ended(runId, 60_000)
  expect(run).toMatchObject({ state: 'published', counts: { in: 8, loaded: 7, quarantined: 1 } })
  expect(deaths).toBe(2)
  const records = await user.records('poisoned')
  expect(records.map(({ n }) => n)).toEqual([0, 1, 2, 3, 4, 6, 7])
  const { records: refused } = await user.get<{ records: object[] }>(`/api/quarantine?run=${runId}`)
  expect(refused).toMatchObject([{ position: 5, stage: 'transform', code: 'record-crashed' }])
})
