import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, test } from 'vitest'
import { startCluster } from './harness/cluster.ts'
import { expectToEndure } from './harness/expect-to-endure.ts'
import { seed, sized } from './harness/form.ts'
import { promote } from './harness/standby.ts'

const cluster = await startCluster({ seed, workers: 2, standby: true })
afterAll(() => cluster.stop())

test('the primary is killed under load, and its standby takes over', { timeout: 120_000 }, () => {
  const { postgres, standby, random } = cluster
  const over = Promise.withResolvers<void>()
  return expectToEndure(cluster, {
    name: 'PostgreSQL: failover to a synchronous standby',
    dataset: 'failover',
    load: (load) => load.submitUntil(over.promise, 2_000, { lanes: 2, pauseMs: 250 }),
    async faults() {
      await delay(sized(5_000, 30_000))
      await postgres.kill()
      await delay(random.between(0, 3_000))
      await promote(standby!)
      await delay(2_000)
      over.resolve()
      return { failover: 1 }
    },
    leastFaults: 1,
  })
})
