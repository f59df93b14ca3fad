import { afterAll, expect, test } from 'vitest'
import { killAny } from './harness/broken-apps.ts'
import { startCluster } from './harness/cluster.ts'
import { expectToEndure } from './harness/expect-to-endure.ts'
import { seed, sized } from './harness/form.ts'
import { storm, type FaultCounts } from './harness/nemesis.ts'

const cluster = await startCluster({ seed, workers: 2, gateways: 2 })
afterAll(() => cluster.stop())

test('uploads cut off halfway, because their gateway is killed', { timeout: sized(60_000, 300_000) }, () =>
  expectToEndure(cluster, {
    name: 'gateways killed during uploads',
    dataset: 'cut-off',
    load: (load) => load.submitMany(sized(4, 20), 40_000, { lanes: 2 }),
    faults: ({ loaded }) =>
      storm({
        random: cluster.random,
        faults: { 'SIGKILL of a gateway': () => killAny(cluster.random, cluster.gateways) },
        everyMs: [50, 600],
        during: loaded,
        most: sized(2, 20),
      }),
    leastFaults: sized(1, 10),
  }),
)

test('a gateway killed after it has accepted, before it can say so', { timeout: sized(60_000, 300_000) }, async () => {
  const points = ['accept.committed', 'accept.queued']
  const victims = await Promise.all(
    points.map((point) =>
      cluster.addGateway({ env: (life) => ({ SYNDICATE_FAILPOINTS: `${point}:kill:${life % 3 || 3}` }) }),
    ),
  )
  await Promise.all(victims.map((gateway) => gateway.ready()))
  await expectToEndure(cluster, {
    name: 'gateways killed while accepting',
    dataset: 'accepting',
    load: (load) => load.submitMany(sized(24, 600), 50, { lanes: 2, pauseMs: 100 }),
    faults: async ({ loaded }) => {
      await loaded
      await Promise.all(victims.map((gateway) => cluster.remove(gateway)))
      const [beforeJob, beforeAnswer] = victims.map(({ killed }) => killed)
      expect(Math.min(beforeJob!, beforeAnswer!)).toBeGreaterThan(0)
      return { 'SIGKILL before the job': beforeJob!, 'SIGKILL before the answer': beforeAnswer! }
    },
    leastFaults: sized(2, 20),
  })
})

test('all workers and gateways told to end and started again, one by one', { timeout: sized(90_000, 300_000) }, () => {
  const over = Promise.withResolvers<void>()
  return expectToEndure(cluster, {
    name: 'rolling restart',
    dataset: 'rolling',
    load: (load) => load.submitUntil(over.promise, 500, { pauseMs: sized(300, 100) }),
    faults: async () => {
      const counts: FaultCounts = { 'restarted worker': 0, 'restarted gateway': 0 }
      try {
        for (let round = 0; round < sized(1, 5); round++) {
          for (const slot of [...cluster.workers, ...cluster.gateways]) {
            const { code, lastLines } = await slot.restart()
            expect(code, `${slot.name} was told to end:\n${lastLines}`).toBe(0)
            counts[cluster.workers.includes(slot) ? 'restarted worker' : 'restarted gateway']!++
          }
        }
      } finally {
        over.resolve()
      }
      return counts
    },
    leastFaults: sized(4, 20),
  })
})
