import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, describe, test, vi } from 'vitest'
import { awayFor, terminateConnections } from './harness/broken-services.ts'
import { startCluster } from './harness/cluster.ts'
import { expectToEndure } from './harness/expect-to-endure.ts'
import { canFailFsync, childrenOf, failFsync } from './harness/failing-fsync.ts'
import { long, seed, sized } from './harness/form.ts'
import { storm, type Fault } from './harness/nemesis.ts'

const cluster = await startCluster({ seed, workers: 2 })
afterAll(() => cluster.stop())
const { postgres, random, sql } = cluster

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

const traced = long && canFailFsync()
if (long && !traced) console.log('Failing fsync: skipped, for strace is missing or may not trace here')

/** What it cannot write down for certain makes it end all its processes and go by what it had written. */
const panics = () => readFileSync(postgres.logFile, 'utf8').match(/ PANIC: /g)?.length ?? 0

/** @param processes whose fsync fails @param deaths how many of them it takes */
async function fsyncFails(processes: () => number[], deaths: number): Promise<boolean> {
  // While it recovers from the last time, it would be the recovery that fails.
  await vi.waitUntil(() => sql`select`.then(Boolean, () => false), { timeout: 60_000, interval: 100 })
  const before = panics()
  const fsync = await failFsync(processes())
  const struck = () => panics() >= before + deaths
  await vi.waitUntil(struck, { timeout: 20_000, interval: 50 }).catch(() => {})
  // The others are told to end as well, and some are not traced.
  await Promise.race([fsync.over, delay(1_000)])
  await fsync.stop()
  return struck()
}

describe.runIf(traced)('a disk that fails to keep what was written', () => {
  test('for a moment: it recovers by itself', { timeout: 300_000 }, () =>
    expectToEndurePostgres('fsync fails', () => fsyncFails(() => childrenOf(postgres.pid), 1), 10, [1_000, 4_000]),
  )

  test('in its recovery too: it is killed and started again', { timeout: 300_000 }, () => {
    const fails = () => fsyncFails(() => [postgres.pid, ...childrenOf(postgres.pid)], 2)
    const fault = async () => {
      const struck = await fails()
      // PostgreSQL 18 may stay as it is then, and say for ever that it recovers.
      await awayFor(0, postgres)
      return struck
    }
    return expectToEndurePostgres('fsync fails in its recovery', fault, 5, [1_000, 4_000])
  })
})
