import { afterAll, describe, test } from 'vitest'
import { awayFor, terminateConnections } from './harness/broken-services.ts'
import { startCluster } from './harness/cluster.ts'
import { expectToEndure } from './harness/expect-to-endure.ts'
import { long, seed, sized } from './harness/form.ts'
import { storm, type Fault } from './harness/nemesis.ts'

const cluster = await startCluster({ seed, workers: 2 })
afterAll(() => cluster.stop())
const { postgres, random } = cluster

function expectToEndurePostgres(name: string, fault: Fault, times: number, everyMs: [number, number]) {
  const strikes = Promise.withResolvers<void>()
  return expectToEndure(cluster, {
    name: `PostgreSQL: ${name}`,
    dataset: `postgres-${name.replaceAll(/[^a-z]+/g, '-')}`,
    load: (load) => load.submitUntil(strikes.promise, 2_000, { lanes: 2, pauseMs: 250 }),
    faults: ({ loaded }) =>
      storm({ random, faults: { [name]: fault }, everyMs, during: loaded, most: times }).finally(strikes.resolve),
    leastFaults: times,
  })
}

test('connections terminated in the middle of anything', { timeout: sized(60_000, 300_000) }, () =>
  expectToEndurePostgres('connections terminated', () => terminateConnections(cluster), sized(6, 60), [100, 800]),
)

test('killed and started again', { timeout: sized(90_000, 600_000) }, () =>
  expectToEndurePostgres('killed', () => awayFor(random.between(0, 1_000), postgres), sized(1, 20), [500, 3_000]),
)

test('away longer than any job is tried', { timeout: sized(120_000, 300_000) }, () =>
  expectToEndurePostgres('a long outage', () => awayFor(sized(12_000, 60_000), postgres, 'stop'), 1, [500, 1_000]),
)

describe.runIf(long)('in the long form', () => {
  test('restarted as an upgrade does it', { timeout: 300_000 }, () =>
    expectToEndurePostgres('restarted', () => awayFor(0, postgres, 'stop'), 10, [1_000, 4_000]),
  )
})
