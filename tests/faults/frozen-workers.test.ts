import { afterAll, beforeAll, describe, test } from 'vitest'
import { freeze } from './harness/broken-apps.ts'
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
        return { 'SIGSTOP past the lock': await freeze(victims) }
      },
      leastFaults: 2,
    })
  })
})
