import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { freeze, killAny } from './harness/broken-apps.ts'
import { brokenLinks } from './harness/broken-links.ts'
import { awayFor, terminateConnections } from './harness/broken-services.ts'
import { startCluster, type Cluster } from './harness/cluster.ts'
import { expectToEndure } from './harness/expect-to-endure.ts'
import { long, seed } from './harness/form.ts'
import { storm, type Fault } from './harness/nemesis.ts'
import { createRandom, type Random } from './harness/random.ts'

const stormMs = 600_000

let cluster: Cluster
beforeAll(async () => {
  if (long) cluster = await startCluster({ seed, workers: 3, gateways: 2, proxied: true })
}, 180_000)
afterAll(() => cluster?.stop())

function brokenApps({ workers, gateways }: Cluster, random: Random): Record<string, Fault> {
  return {
    'SIGKILL of a worker': () => killAny(random, workers),
    'SIGKILL of a gateway': () => killAny(random, gateways),
    'SIGSTOP of a worker': async () => (await freeze([random.pick(workers)])) > 0,
    'SIGSTOP of a gateway': async () => (await freeze([random.pick(gateways)])) > 0,
    'SIGTERM of a worker': async () => void (await random.pick(workers).restart()),
    'SIGTERM of a gateway': async () => void (await random.pick(gateways).restart()),
  }
}

function brokenServices({ redis, redisClient, postgres }: Cluster, random: Random): Record<string, Fault> {
  return {
    'SIGKILL of Redis': () => awayFor(random.between(0, 2_000), redis),
    'SIGKILL of PostgreSQL': () => awayFor(random.between(0, 2_000), postgres),
    FLUSHALL: async () => void (await redisClient.flushall()),
    'connections terminated': () => terminateConnections(cluster),
  }
}

/** Mostly single records and middling runs, now and then a large one. */
function sizeOf(random: Random): number {
  const drawn = random.next()
  return drawn < 0.55 ? 1 : drawn < 0.97 ? 2_000 : 40_000
}

describe.runIf(long)('everything at once', () => {
  // Two storms: what strikes apps overlaps with what strikes services and links. Each draws by itself, so that neither
  // depends on how long the other's faults take.
  test('apps, services and links break in any order', { timeout: stormMs + 600_000 }, () => {
    const [forApps, forRest, forSizes] = [createRandom(seed), createRandom(seed + 1), createRandom(seed + 2)]
    const over = delay(stormMs)
    const everyMs: [number, number] = [300, 3_000]
    return expectToEndure(cluster, {
      name: 'everything at once',
      dataset: 'everything',
      load: (load) => load.submitUntil(over, () => sizeOf(forSizes), { lanes: 3, pauseMs: 700 }),
      faults: async () => {
        const counts = await Promise.all([
          storm({ random: forApps, faults: brokenApps(cluster, forApps), everyMs, during: over }),
          storm({
            random: forRest,
            faults: { ...brokenServices(cluster, forRest), ...brokenLinks(cluster, forRest) },
            everyMs,
            during: over,
          }),
        ])
        return Object.assign({}, ...counts) as Record<string, number>
      },
      leastFaults: stormMs / 10_000,
      recoverWithinMs: 180_000,
    })
  })
})
