import { afterAll, describe, test } from 'vitest'
import { brokenLinks, linksOf, under } from './harness/broken-links.ts'
import { startCluster } from './harness/cluster.ts'
import { expectToEndure } from './harness/expect-to-endure.ts'
import { long, seed, sized } from './harness/form.ts'
import { storm, type Fault } from './harness/nemesis.ts'

const cluster = await startCluster({ seed, workers: 2, proxied: true })
afterAll(() => cluster.stop())
const { random } = cluster

function expectToEndureWeather(name: string, faults: Record<string, Fault>, times: number) {
  const strikes = Promise.withResolvers<void>()
  return expectToEndure(cluster, {
    name: `network: ${name}`,
    dataset: `network-${name.replaceAll(/[^a-z]+/g, '-')}`,
    load: (load) => load.submitUntil(strikes.promise, 2_000, { lanes: 2, pauseMs: 250 }),
    faults: ({ loaded }) =>
      storm({ random, faults, everyMs: [100, 800], during: loaded, most: times }).finally(strikes.resolve),
    leastFaults: times,
  })
}

test('connections reset, slow, narrow, refused and silent', { timeout: sized(90_000, 600_000) }, () =>
  expectToEndureWeather('mixed', brokenLinks(cluster, random), sized(5, 60)),
)

describe.runIf(long)('each link cut for longer than a lock', () => {
  test.for(linksOf(cluster))('$name', { timeout: 300_000 }, ({ name, link }) =>
    expectToEndureWeather(`${name} silent`, { silent: () => under({ silent: 'both' }, link, 20_000) }, 1),
  )
})
