import type { Recipe } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { createGatherer, type Batch } from './gatherer.ts'

const telemetry: Recipe = {
  name: 'telemetry',
  format: 'json',
  dataset: 'telemetry',
  mode: 'append',
  onInvalid: 'quarantine',
  steps: [],
}
const other: Recipe = { ...telemetry, name: 'other' }

function setUp(maxPendingBytes = 10_000_000) {
  const batches: Batch[] = []
  const accept = async (batch: Batch) => ({ runId: `run-${batches.push(batch)}` })
  return { batches, gatherer: createGatherer({ accept, gatherMs: 1, maxPendingBytes }) }
}

test('messages of one user for one pipeline share a run', async () => {
  const { batches, gatherer } = setUp()
  const runs = await Promise.all([
    gatherer.add(telemetry, 'u1', { cpu: 1 }),
    gatherer.add(telemetry, 'u1', [{ cpu: 2 }, { cpu: 3 }]),
    gatherer.add(telemetry, 'u2', { cpu: 4 }),
    gatherer.add(other, 'u1', { cpu: 5 }),
  ])
  expect(runs[0]).toBe(runs[1])
  expect(new Set(runs).size).toBe(3)
  expect(batches.map(({ body }) => Buffer.from(body).toString())).toEqual([
    '{"cpu":1}\n{"cpu":2}\n{"cpu":3}\n',
    '{"cpu":4}\n',
    '{"cpu":5}\n',
  ])
})

test('a full batch goes at once, and its size is given back', async () => {
  const { batches, gatherer } = setUp(1_500_000)
  for (let round = 0; round < 3; round += 1) await gatherer.add(telemetry, 'u', 'x'.repeat(1_100_000))
  expect(batches).toHaveLength(3)
})

test('too much at once is refused rather than held', async () => {
  const { gatherer } = setUp(100)
  const first = gatherer.add(telemetry, 'u', 'x'.repeat(80))
  await expect(gatherer.add(telemetry, 'u', 'x'.repeat(80))).rejects.toMatchObject({ code: 'unavailable' })
  await expect(first).resolves.toBe('run-1')
})

test('an empty array is no telemetry', async () => {
  await expect(setUp().gatherer.add(telemetry, 'u', [])).rejects.toMatchObject({ code: 'empty-input' })
})

test('whoever was gathered into a failing run hears of it', async () => {
  const gatherer = createGatherer({
    accept: () => Promise.reject(new Error('away')),
    gatherMs: 0,
    maxPendingBytes: 1000,
  })
  const both = await Promise.allSettled([gatherer.add(telemetry, 'u', 1), gatherer.add(telemetry, 'u', 2)])
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})
