import type { Recipe } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { createGatherer, type Batch, type Sender } from './gatherer.ts'

const telemetry: Recipe = {
  name: 'telemetry',
  format: 'json',
  dataset: 'telemetry',
  mode: 'append',
  onInvalid: 'quarantine',
  steps: [],
}
const other: Recipe = { ...telemetry, name: 'other' }

const from = (userId: string, changes: Partial<Sender> = {}): Sender => ({
  userId,
  keyId: null,
  address: '192.0.2.7',
  agent: null,
  route: 'GET /ws',
  ...changes,
})
const json = (value: unknown) => Buffer.from(JSON.stringify(value))

function setUp(maxPendingBytes = 10_000_000) {
  const batches: Batch[] = []
  const accept = async (batch: Batch) => ({ runId: `run-${batches.push(batch)}` })
  return { batches, gatherer: createGatherer({ accept, gatherMs: 1, maxPendingBytes }) }
}

test('messages of one user for one pipeline share a run', async () => {
  const { batches, gatherer } = setUp()
  const runs = await Promise.all([
    gatherer.add(telemetry, from('u1'), json({ cpu: 1 })),
    gatherer.add(telemetry, from('u1'), json([{ cpu: 2 }, { cpu: 3 }])),
    gatherer.add(telemetry, from('u2'), json({ cpu: 4 })),
    gatherer.add(other, from('u1'), json({ cpu: 5 })),
  ])
  expect(runs[0]).toBe(runs[1])
  expect(new Set(runs).size).toBe(3)
  expect(batches.map(({ body }) => Buffer.from(body).toString())).toEqual([
    '{"cpu":1}\n{"cpu":2}\n{"cpu":3}\n',
    '{"cpu":4}\n',
    '{"cpu":5}\n',
  ])
})

test('a run is of one sender, by one key, from one place', async () => {
  const { batches, gatherer } = setUp()
  const senders = [{}, { keyId: 'k' }, { address: '192.0.2.8' }, { agent: 'a' }].map((changes) => from('u', changes))
  const runs = await Promise.all([...senders, ...senders].map((sender) => gatherer.add(telemetry, sender, json({}))))
  expect(new Set(runs).size).toBe(4)
  expect(batches.map((batch) => batch.from)).toEqual(senders)
})

test('a run is of one version of its pipeline: what comes after a change is by the new one', async () => {
  const { batches, gatherer } = setUp()
  const changed: Recipe = { ...telemetry, steps: [{ drop: ['mem'] }] }
  const runs = await Promise.all(
    [telemetry, telemetry, changed, changed].map((recipe) => gatherer.add(recipe, from('u'), json({ cpu: 1 }))),
  )
  expect(runs.map((run) => runs.indexOf(run))).toEqual([0, 0, 2, 2])
  expect(batches.map(({ recipe }) => recipe)).toEqual([telemetry, changed])
})

test('a full batch goes at once, and its size is given back', async () => {
  const { batches, gatherer } = setUp(1_500_000)
  for (let round = 0; round < 3; round += 1) await gatherer.add(telemetry, from('u'), json('x'.repeat(1_100_000)))
  expect(batches).toHaveLength(3)
})

test('too much at once is refused rather than held', async () => {
  const { gatherer } = setUp(100)
  const first = gatherer.add(telemetry, from('u'), json('x'.repeat(80)))
  await expect(gatherer.add(telemetry, from('u'), json('x'.repeat(80)))).rejects.toMatchObject({ code: 'unavailable' })
  await expect(first).resolves.toBe('run-1')
})

test('an empty array is no telemetry', async () => {
  await expect(setUp().gatherer.add(telemetry, from('u'), json([]))).rejects.toMatchObject({ code: 'empty-input' })
})

test('whoever was gathered into a failing run hears of it', async () => {
  const gatherer = createGatherer({
    accept: () => Promise.reject(new Error('away')),
    gatherMs: 0,
    maxPendingBytes: 1000,
  })
  const both = await Promise.allSettled([
    gatherer.add(telemetry, from('u'), json(1)),
    gatherer.add(telemetry, from('u'), json(2)),
  ])
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})
