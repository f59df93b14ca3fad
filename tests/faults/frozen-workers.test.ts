import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { startCluster, type Cluster } from './harness/cluster.ts'
import { expectToEndure } from './harness/expect-to-endure.ts'
import { long, seed } from './harness/form.ts'
import { shuffled } from './harness/random.ts'
import { underWay } from './harness/under-way.ts'

let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster({ seed, workers: 3 })
})
afterAll(() => cluster?.stop())

/** Past the lock, its renewal and the check for stalled jobs: others have done the work when they come back. */
const frozenMs = 9_000

describe.runIf(long)('workers frozen past their locks', () => {
  test.for([1, 2, 3, 4, 5, 6])('come back to jobs that others have taken over (%i)', { timeout: 120_000 }, (round) => {
    const dataset = `frozen-${round}`
    return expectToEndure(cluster, {
      name: 'workers frozen past their locks',
      dataset,
      load: (load) => load.submitMany(3, 15_000),
      faults: async () => {
        await underWay(cluster, dataset)
        // Two of three: they take up each other's jobs too.
        const victims = shuffled(cluster.random, cluster.workers).slice(0, 2)
        const processes = victims.flatMap((slot) => slot.process ?? [])
        for (const each of processes) each.kill('SIGSTOP')
        await delay(frozenMs)
        for (const each of processes) each.kill('SIGCONT')
        return { 'SIGSTOP past the lock': processes.length }
      },
      leastFaults: 2,
    })
  })
})
