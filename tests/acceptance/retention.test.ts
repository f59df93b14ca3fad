import { randomBytes } from 'node:crypto'
import type { DatasetDetail } from '@syndicate/contracts'
import { afterAll, expect, test } from 'vitest'
import { signIn } from './client.ts'
import { codeOf } from './code-of.ts'
import { startSystem } from './system.ts'

const system = await startSystem({
  workers: 1,
  config: { set: { inputs: '0 s', versions: '0 s' }, pipelines: 'latest: { format: ndjson, mode: replace }' },
})
afterAll(() => system.stop())
const user = await signIn(system.url)

/** More than the buffers between gateway and reader hold, and hard to compress. */
function* large(): Generator<Uint8Array> {
  for (let n = 0; n < 1_500; n++) yield Buffer.from(`{"n":${n},"noise":"${randomBytes(8_000).toString('hex')}"}\n`)
}

test('what is no longer kept says so: to readers, also in the middle of a stream, to a rollback and to a replay', async () => {
  const first = await user.ingest({ pipeline: 'latest' }, Buffer.concat([...large()]))
  expect(first).toMatchObject({ state: 'published', version: 1, inputKept: true })
  const answer = await user.fetch('/api/registry/latest/records', { headers: { 'accept-encoding': 'identity' } })
  const reader = answer.body!.getReader()
  expect((await reader.read()).done).toBe(false)
  await user.ingest({ pipeline: 'latest' }, '{"n":1}\n')

  // A worker collects when it starts.
  await system.startWorker()
  const detail = () => user.get<DatasetDetail>('/api/registry/latest')
  await expect
    .poll(async () => (await detail()).versions[1], { timeout: 20_000 })
    .toMatchObject({
      version: 1,
      records: 1_500,
      reclaimedAt: expect.stringMatching(/Z$/),
    })
  expect((await detail()).versions[0]).toMatchObject({ version: 2, reclaimedAt: null })

  const rest = async () => {
    while (!(await reader.read()).done);
  }
  await expect(rest()).rejects.toThrow()
  const gone = await user.fetch('/api/registry/latest/records?version=1')
  expect([gone.status, await codeOf(gone)]).toEqual([410, 'version-reclaimed'])
  expect(await codeOf(await user.post('/api/registry/latest/rollback', { version: 1 }))).toBe('version-reclaimed')
  await expect.poll(() => user.get(`/api/runs/${first.runId}`)).toMatchObject({ state: 'published', inputKept: false })
  expect(await codeOf(await user.post(`/api/runs/${first.runId}/replay`))).toBe('input-reclaimed')
  expect(await user.records('latest')).toEqual([{ n: 1 }])
})
