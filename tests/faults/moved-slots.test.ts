import { afterAll, test } from 'vitest'
import { startCluster } from './harness/cluster.ts'
import { expectToEndure } from './harness/expect-to-endure.ts'
import { seed, sized } from './harness/form.ts'
import { storm } from './harness/nemesis.ts'
import { ownRedisCluster, type OwnRedisCluster } from './harness/own-redis-cluster.ts'

let redis!: OwnRedisCluster
const cluster = await startCluster({
  seed,
  workers: 2,
  redis: async (folder) => (redis = await ownRedisCluster(folder)),
})
afterAll(() => cluster.stop())
const { random } = cluster

test(
  'the slot of all keys moves from node to node, and every run is published once',
  { timeout: sized(300_000, 1_200_000) },
  async () => {
    const times = sized(4, 20)
    const over = Promise.withResolvers<void>()
    await expectToEndure(cluster, {
      name: 'Redis Cluster: moved slots',
      dataset: 'moved',
      load: (load) => load.submitUntil(over.promise, 2_000, { lanes: 2, pauseMs: 250 }),
      faults: ({ loaded }) =>
        storm({
          random,
          faults: { 'slot moved': async () => (await redis.move(`${cluster.prefix}:`)) > 0 },
          everyMs: [500, 3_000],
          during: loaded,
          most: times,
        }).finally(over.resolve),
      leastFaults: times,
    })
  },
)
