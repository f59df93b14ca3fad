import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, describe, test } from 'vitest'
import { startCluster } from './harness/cluster.ts'
import { expectToEndure } from './harness/expect-to-endure.ts'
import { long, seed, sized } from './harness/form.ts'
import { storm, type Fault } from './harness/nemesis.ts'
import type { TcpProxy, Weather } from './harness/tcp-proxy.ts'

const cluster = await startCluster({ seed, workers: 2, proxied: true })
afterAll(() => cluster.stop())
const { random } = cluster
const links = Object.entries(cluster.links!).flatMap(([app, { redis, postgres }]) => [
  { name: `${app}–Redis`, link: redis },
  { name: `${app}–PostgreSQL`, link: postgres },
])
const anyLink = () => random.pick(links).link

async function under(weather: Weather, link: TcpProxy, ms: number): Promise<void> {
  link.weather(weather)
  await delay(ms)
  link.weather({})
}

const resets: Fault = async () => anyLink().reset() > 0
const slow: Fault = () => under({ delayMs: 60, jitterMs: 120 }, anyLink(), random.between(1_000, 3_000))
const narrow: Fault = () => under({ bytesPerSecond: 256 * 1024 }, anyLink(), random.between(1_000, 3_000))
const refusing: Fault = async () => {
  const link = anyLink()
  link.weather({ refused: true })
  link.reset()
  await delay(random.between(500, 2_500))
  link.weather({})
}
const silent: Fault = () =>
  under({ silent: random.pick(['both', 'to-server', 'to-client'] as const) }, anyLink(), random.between(1_000, 4_000))

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
  expectToEndureWeather('mixed', { resets, slow, narrow, refusing, silent }, sized(5, 60)),
)

describe.runIf(long)('each link cut for longer than a lock', () => {
  test.for(links)('$name', { timeout: 300_000 }, ({ name, link }) =>
    expectToEndureWeather(`${name} silent`, { silent: () => under({ silent: 'both' }, link, 20_000) }, 1),
  )
})
