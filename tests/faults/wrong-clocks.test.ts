import { existsSync, globSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryState } from '@syndicate/stack'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { startCluster, type Cluster } from './harness/cluster.ts'
import { expectToEndure } from './harness/expect-to-endure.ts'
import { long, seed } from './harness/form.ts'
import { storm } from './harness/nemesis.ts'

const [library] = globSync('/usr/lib/*/faketime/libfaketime.so.1')
if (long && !library)
  console.log('Wrong clocks: skipped, for there is no libfaketime here (Debian: apt-get install faketime)')

const state = temporaryState()
const clocks = [0, 1].map((index) => join(state.path, `clock-${index}`))
const offsets = ['+1h', '-1h', '+30s', '-30s', '+0s', '+1d', '-1d']

let cluster: Cluster
beforeAll(async () => {
  if (!long || !library) return
  cluster = await startCluster({ seed, workers: 0 })
  for (const file of clocks) {
    writeFileSync(file, '+0s')
    const env = {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      // Read anew each time; and what measures durations goes on as it does in reality.
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    }
    await cluster.addWorker({ env: () => env }).ready()
  }
})
afterAll(async () => {
  await cluster?.stop()
  state.remove()
})

describe.runIf(long && library !== undefined && existsSync(library))('clocks that jump', () => {
  test('of the workers, each its own way', { timeout: 300_000 }, () => {
    const over = Promise.withResolvers<void>()
    const jump = async () => writeFileSync(cluster.random.pick(clocks), cluster.random.pick(offsets))
    const kill = () => cluster.random.pick(cluster.workers).kill()
    return expectToEndure(cluster, {
      name: 'clocks that jump',
      dataset: 'clocks',
      load: (load) => load.submitUntil(over.promise, 2_000, { lanes: 2, pauseMs: 250 }),
      faults: async ({ loaded }) => {
        const faults = { 'clock jumps': jump, SIGKILL: kill }
        const counts = await storm({ random: cluster.random, faults, everyMs: [300, 2_000], during: loaded, most: 40 })
        over.resolve()
        return counts
      },
      leastFaults: 40,
    })
  })
})
