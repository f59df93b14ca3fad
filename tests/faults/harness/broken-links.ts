import { setTimeout as delay } from 'node:timers/promises'
import type { Cluster } from './cluster.ts'
import type { Fault } from './nemesis.ts'
import type { Random } from './random.ts'
import type { TcpProxy, Weather } from './tcp-proxy.ts'

/** The links of a proxied cluster, by name. */
export function linksOf(cluster: Cluster): { name: string; link: TcpProxy }[] {
  return Object.entries(cluster.links!).flatMap(([app, { redis, postgres }]) => [
    { name: `${app}–Redis`, link: redis },
    { name: `${app}–PostgreSQL`, link: postgres },
  ])
}

export async function under(weather: Weather, link: TcpProxy, ms: number): Promise<void> {
  link.weather(weather)
  await delay(ms)
  link.weather({})
}

/** Each strikes one link of a proxied cluster, for some seconds at most. */
export function brokenLinks(cluster: Cluster, random: Random): Record<string, Fault> {
  const links = linksOf(cluster)
  const anyLink = () => random.pick(links).link
  return {
    resets: async () => anyLink().reset() > 0,
    slow: () => under({ delayMs: 60, jitterMs: 120 }, anyLink(), random.between(1_000, 3_000)),
    narrow: () => under({ bytesPerSecond: 256 * 1024 }, anyLink(), random.between(1_000, 3_000)),
    async refusing() {
      const link = anyLink()
      link.weather({ refused: true })
      link.reset()
      await delay(random.between(500, 2_500))
      link.weather({})
    },
    silent: () =>
      under(
        { silent: random.pick(['both', 'to-server', 'to-client'] as const) },
        anyLink(),
        random.between(1_000, 4_000),
      ),
  }
}
