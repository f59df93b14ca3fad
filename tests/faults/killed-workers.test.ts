import { afterAll, test } from 'vitest'
import type { AppSlot } from './harness/app-slot.ts'
import { startCluster } from './harness/cluster.ts'
import { expectToEndure } from './harness/expect-to-endure.ts'
import { seed, sized } from './harness/form.ts'
import { storm } from './harness/nemesis.ts'

const cluster = await startCluster({ seed, workers: 3 })
afterAll(() => cluster.stop())

const killAny = (slots: AppSlot[]) => () => cluster.random.pick(slots).kill()

test('one large run while its workers are killed again and again', { timeout: sized(60_000, 900_000) }, () =>
  expectToEndure(cluster, {
    name: 'workers killed during one large run',
    dataset: 'large',
    load: async (load) => void (await load.submit(sized(60_000, 1_000_000))),
    faults: async ({ loaded, ended }) => {
      await loaded
      return storm({
        random: cluster.random,
        faults: { SIGKILL: killAny(cluster.workers) },
        everyMs: [200, 900],
        during: ended,
        most: sized(6, 200),
      })
    },
    leastFaults: sized(4, 200),
  }),
)
