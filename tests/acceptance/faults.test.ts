import { isDeepStrictEqual } from 'node:util'
import type { AcceptedRun, Run } from '@syndicate/contracts'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { signIn } from './client.ts'
import { inPieces, readingsConfig, readingsOf } from './readings.ts'
import { startSystem } from './system.ts'

/** Many small chunks, so that every worker holds several at any moment; locks that lapse soon, so that tests are short. */
const shutdownSeconds = 2
const set = { sliceBytes: '64 KiB', lockSeconds: 5, shutdownSeconds }
const system = await startSystem({ workers: 0, config: { ...readingsConfig, set } })
afterAll(() => system.stop())
const user = await signIn(system.url)

const workers: Awaited<ReturnType<typeof system.startWorker>>[] = []
afterEach(() => Promise.all(workers.splice(0).map((worker) => worker.stop())))

const readings = readingsOf(100_000)
const text = readings.map(({ line }) => `${line}\n`).join('')
const stored = readings.flatMap((reading) => reading.stored ?? [])
const refused = readings.filter((reading) => reading.refused).length

async function startWorkers(count: number) {
  const started = await Promise.all(Array.from({ length: count }, () => system.startWorker()))
  workers.push(...started)
  return started
}

/** Uploads the readings, and resolves when some of their chunks are stored and most are not. */
async function middleOfRun(dataset: string): Promise<string> {
  const answer = await user.upload({ pipeline: 'readings', dataset }, inPieces(text, 1 << 16))
  const { runId } = (await answer.json()) as AcceptedRun
  const stages = await vi.waitUntil(
    async () => {
      const run = await user.get<Run>(`/api/runs/${runId}`)
      return run.stages.load.chunks >= 20 && run.stages
    },
    { timeout: 20_000, interval: 20 },
  )
  expect(stages.validate.chunks).toBeLessThan(150)
  return runId
}

/** The run has not ended, and until it does no reader sees anything of it. */
async function expectUnderWay(runId: string, dataset: string): Promise<void> {
  const { status } = await user.fetch(`/api/registry/${dataset}/records`)
  const { state } = await user.get<Run>(`/api/runs/${runId}`)
  expect({ state, status }).toEqual({ state: 'running', status: 404 })
}

/** Every record is there once, in order, as it has to be; and so is every refusal. */
async function expectComplete(runId: string, dataset: string): Promise<void> {
  const run = await user.ended(runId, 60_000)
  expect(run.error).toBeNull()
  expect(run.state).toBe('published')
  expect(run.counts).toEqual({
    in: readings.length,
    loaded: stored.length,
    quarantined: refused,
    duplicate: 0,
    filtered: readings.length - stored.length - refused,
  })
  const records = await user.records(dataset)
  expect(records.length).toBe(stored.length)
  expect(records.filter((record, index) => !isDeepStrictEqual(record, stored[index]))).toEqual([])
  const { groups } = await user.get<{ groups: { count: number }[] }>(`/api/quarantine?run=${runId}&group=code`)
  expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(refused)
}

test('a run whose worker is killed is carried on by the other one', { timeout: 90_000 }, async () => {
  const [victim] = await startWorkers(2)
  const runId = await middleOfRun('one-killed')
  await system.kill(victim!)
  await expectUnderWay(runId, 'one-killed')
  await expectComplete(runId, 'one-killed')
})

test('a run that has lost every worker waits for the next one', { timeout: 90_000 }, async () => {
  const victims = await startWorkers(2)
  const runId = await middleOfRun('all-killed')
  await Promise.all(victims.map((victim) => system.kill(victim)))
  await expectUnderWay(runId, 'all-killed')
  await startWorkers(1)
  await expectComplete(runId, 'all-killed')
})

test('workers that are told to end do so in time, and what they held goes on', { timeout: 90_000 }, async () => {
  const leaving = await startWorkers(2)
  const runId = await middleOfRun('all-ended')
  const began = performance.now()
  await Promise.all(leaving.map((worker) => worker.stop()))
  expect(performance.now() - began).toBeLessThan((shutdownSeconds + 2) * 1000)
  for (const worker of leaving) expect(await worker.exited).toMatchObject({ code: 0, signal: null })
  await expectUnderWay(runId, 'all-ended')
  await startWorkers(1)
  await expectComplete(runId, 'all-ended')
})

test(
  'a run that is cancelled in the middle stays invisible, and its worker is free again',
  { timeout: 90_000 },
  async () => {
    await startWorkers(1)
    const runId = await middleOfRun('cancelled')
    const cancelled = (await (await user.post(`/api/runs/${runId}/cancel`)).json()) as Run
    expect(cancelled).toMatchObject({ state: 'cancelled', version: null })
    const next = await user.ingest({ pipeline: 'records', format: 'ndjson', dataset: 'after-cancelled' }, '{"id":1}\n')
    expect(next.state).toBe('published')
    expect((await user.fetch('/api/registry/cancelled')).status).toBe(404)
    expect(await user.get(`/api/runs/${runId}`)).toMatchObject({ state: 'cancelled' })
  },
)
