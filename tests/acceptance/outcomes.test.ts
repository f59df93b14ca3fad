import type { AcceptedRun } from '@syndicate/contracts'
import { afterAll, expect, test } from 'vitest'
import { signIn } from './client.ts'
import { askMetrics, startSystem } from './system.ts'

const whole = { cpu: 1 }
const broken = { cpu: 'much' }
const pipelines = `
  lenient: { format: ndjson, steps: [{ cast: { cpu: number } }, { filter: 'cpu >= 0.0' }] }
  strict: { format: ndjson, onInvalid: reject, steps: [{ cast: { cpu: number } }] }`

const system = await startSystem({ workers: 0, config: { pipelines } })
afterAll(() => system.stop())
const user = await signIn(system.url)

/** The series of what became of runs and records, of the two pipelines here. */
async function outcomesAt(url: string): Promise<Record<string, number>> {
  const text = await (await askMetrics(url)).text()
  const series = text.matchAll(/^syndicate_(\w+)_total\{pipeline="(lenient|strict)",\w+="([\w-]+)"\} (\d+)$/gm)
  return Object.fromEntries(
    [...series].map(([, what, pipeline, value, n]) => [`${pipeline} ${what} ${value}`, Number(n)]),
  )
}

async function changed(url: string): Promise<Record<string, number>> {
  return Object.fromEntries(Object.entries(await outcomesAt(url)).filter(([, n]) => n > 0))
}

const lines = (...records: object[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('')

test('each end of a run and each record is counted once, alike at every gateway and after all have started anew', async () => {
  const before = await outcomesAt(system.url)
  expect(Object.values(before).filter((n) => n > 0)).toEqual([])
  expect(before).toMatchObject({
    'lenient runs failed': 0,
    'strict records loaded': 0,
    'strict refused_records cast-failed': 0,
  })

  const worker = await system.startWorker()
  await user.ingest({ pipeline: 'lenient' }, lines(whole, whole, { cpu: -1 }))
  await user.ingest({ pipeline: 'lenient' }, lines(whole, broken, whole, broken))
  await user.ingest({ pipeline: 'lenient', format: 'json' }, '[{"cpu":')
  await user.ingest({ pipeline: 'strict' }, lines(whole, broken))
  const expected = {
    'lenient runs published': 2,
    'lenient runs failed': 1,
    'lenient records loaded': 4,
    'lenient records quarantined': 2,
    'lenient records filtered': 1,
    'lenient refused_records cast-failed': 2,
    'strict runs rejected': 1,
    'strict records quarantined': 1,
    'strict refused_records cast-failed': 1,
  }
  await expect.poll(() => changed(system.url)).toEqual(expected)

  await system.kill(worker)
  const waiting = (await (await user.upload({ pipeline: 'lenient' }, lines(whole))).json()) as AcceptedRun
  const cancel = () => user.post(`/api/runs/${waiting.runId}/cancel`)
  expect([(await cancel()).status, (await cancel()).status]).toEqual([200, 409])
  const all = { ...expected, 'lenient runs cancelled': 1 }
  await expect.poll(() => changed(system.url)).toEqual(all)

  // A worker adds up what has ended when it starts.
  await system.startWorker()
  const other = await system.startGateway()
  expect(await changed(other)).toEqual(all)
  await user.ingest({ pipeline: 'lenient' }, lines(whole))
  await expect.poll(() => changed(other)).toMatchObject({ 'lenient runs published': 3, 'lenient records loaded': 5 })
})
