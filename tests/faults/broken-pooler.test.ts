import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, test } from 'vitest'
import { hasPgBouncer } from '../postgres/pgbouncer.ts'
import { startCluster } from './harness/cluster.ts'
import { expectToEndure } from './harness/expect-to-endure.ts'
import { seed, sized } from './harness/form.ts'
import { storm } from './harness/nemesis.ts'

const cluster = hasPgBouncer ? await startCluster({ seed, workers: 2, pooled: true }) : null
afterAll(() => cluster?.stop())

/** @param signal SIGTERM as a package upgrade does it */
async function restart(signal: NodeJS.Signals): Promise<void> {
  const { pooler, random } = cluster!
  await pooler!.kill(signal)
  await delay(random.between(0, 1_000))
  await pooler!.start()
}

test.runIf(cluster)('the pooler restarted and killed', { timeout: sized(120_000, 600_000) }, () => {
  const strikes = Promise.withResolvers<void>()
  const { random } = cluster!
  const faults = {
    'PgBouncer restarted': () => restart('SIGTERM'),
    'PgBouncer killed': () => restart('SIGKILL'),
  }
  const times = sized(4, 40)
  return expectToEndure(cluster!, {
    name: 'PgBouncer: restarted and killed',
    dataset: 'pooled',
    load: (load) => load.submitUntil(strikes.promise, 2_000, { lanes: 2, pauseMs: 250 }),
    faults: ({ loaded }) =>
      storm({ random, faults, everyMs: [1_000, 3_000], during: loaded, most: times }).finally(strikes.resolve),
    leastFaults: times,
  })
})
