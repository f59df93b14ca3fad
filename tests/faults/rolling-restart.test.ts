import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { configWith } from '../acceptance/config-with.ts'
import { installed, startCaddy, startNginx, type RunningProxy } from '../proxies/start-proxy.ts'
import { untilEnded } from './harness/books.ts'
import type { AppSlot } from './harness/app-slot.ts'
import { startCluster, type Cluster } from './harness/cluster.ts'
import { expectToEndure } from './harness/expect-to-endure.ts'
import { long, seed, sized } from './harness/form.ts'
import { createLoad } from './harness/load.ts'
import type { FaultCounts } from './harness/nemesis.ts'
import { measuresConfig } from './harness/oracle.ts'
import { projectDir } from './harness/release.ts'
import { startTraffic } from './harness/steady-traffic.ts'

/** To drain for longer than the proxy keeps an idle connection here, and then to end all that was begun. */
const shutdown = (drainSeconds: number) => `${sized(10, 60)}\n  drainSeconds: ${drainSeconds}`

/** Proxies as docs/proxies.md sets them, but sooner to notice, so that a gateway need not drain for long. */
const proxies = [
  {
    name: 'nginx',
    start: startNginx,
    changes: { 'keepalive_timeout 5s': 'keepalive_timeout 500ms', 'fail_timeout=2s': 'fail_timeout=1s' },
    noticesMs: 0,
  },
  {
    name: 'caddy',
    start: startCaddy,
    changes: { 'keepalive 5s': 'keepalive 500ms', 'health_interval 2s': 'health_interval 500ms' },
    /** It leaves out for two seconds who has refused a connection, and drops at once who drains. */
    noticesMs: 2_500,
  },
] as const

for (const { name, start, changes, noticesMs } of long ? proxies : proxies.slice(0, 1))
  describe.skipIf(!installed[name])(`behind ${name} of Debian`, () => {
    let cluster: Cluster
    let proxy: RunningProxy
    beforeAll(async () => {
      cluster = await startCluster({ seed, workers: 4, gateways: 2, set: { shutdownSeconds: shutdown(3) } })
      proxy = await start({ gateways: cluster.urls, tls: false, changes })
    })
    afterAll(async () => {
      await proxy?.stop()
      await cluster?.stop()
    })

    test(
      'gateways and workers restarted one by one fail no request',
      { timeout: sized(240_000, 600_000) },
      async () => {
        const url = `http://127.0.0.1:${proxy.port}`
        const prepared = createLoad(cluster, 'download')
        await prepared.submit(20_000)
        await untilEnded(cluster, prepared.accepted, 30_000)
        const whole = await cluster.user.fetch('/api/registry/download/records')
        const { key } = (await (
          await cluster.user.post('/api/keys', { name: 'follower', scopes: ['read'] })
        ).json()) as {
          key: string
        }
        const traffic = await startTraffic({
          url,
          user: cluster.user,
          key,
          download: { dataset: 'download', bytes: (await whole.arrayBuffer()).byteLength },
          begun: 'begun',
        })
        const over = Promise.withResolvers<void>()
        const accepted: string[] = []
        await expectToEndure(
          { ...cluster, urls: [url] },
          {
            name: `rolling restart behind ${name}`,
            dataset: `rolling-${name}`,
            answers: ['202'],
            load: async (load) => {
              let turn = 0
              await load.submitUntil(over.promise, () => (++turn % 4 === 0 ? 20_000 : 500), { lanes: 2, pauseMs: 50 })
              accepted.push(...load.accepted.map(({ runId }) => runId))
            },
            faults: async ({ ended }) => {
              const counts: FaultCounts = { 'restarted worker': 0, 'restarted gateway': 0 }
              const inTurn = async (kind: keyof typeof counts, slots: readonly AppSlot[]) => {
                for (const slot of slots) {
                  const { code, lastLines } = await slot.restart()
                  expect(code, `${slot.name} was told to end:\n${lastLines}`).toBe(0)
                  counts[kind]! += 1
                  await delay(noticesMs)
                }
              }
              try {
                for (let round = 0; round < sized(1, 5); round++)
                  await Promise.all([
                    inTurn('restarted gateway', cluster.gateways),
                    inTurn('restarted worker', cluster.workers),
                  ])
              } finally {
                over.resolve()
              }
              await ended
              await untilEnded(
                cluster,
                traffic.begun.map((runId) => ({ runId })),
                30_000,
              )
              await expect
                .poll(() => heardOf(traffic.items), { timeout: 10_000 })
                .toEqual(new Set([...accepted, ...traffic.begun]))
              await traffic.stop()
              return counts
            },
            leastFaults: sized(6, 30),
          },
        )
        expect(traffic.failures).toEqual([])
        expect(Object.keys(traffic.answered).toSorted()).toEqual(['begin', 'download', 'read'])
        expect(traffic.items.filter(({ type }) => type === 'gap')).toEqual([])
        expect(traffic.openings, 'the subscriber came back').toBeGreaterThan(1)
        const [row] = await cluster.sql<
          { runs: number }[]
        >`select count(*)::int as runs from runs where dataset = 'begun'`
        expect(row!.runs).toBe(traffic.begun.length)
      },
    )

    test('a second signal skips the drain', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'syndicate-drain-'))
      const patient = configWith(join(projectDir, 'syndicate.yaml'), join(folder, 'syndicate.yaml'), {
        ...measuresConfig,
        set: { shutdownSeconds: shutdown(600) },
      })
      const slot = await cluster.addGateway({ env: () => ({ SYNDICATE_CONFIG: patient }) })
      const gateway = await slot.ready()
      const retired = slot.retire()
      const ready = () => fetch(`${cluster.urls.at(-1)}/ready`).then(({ status }) => status)
      await expect.poll(ready).toBe(503)
      gateway.kill('SIGINT')
      await retired
      expect(await gateway.exited).toMatchObject({ code: 0, signal: null })
      await cluster.remove(slot)
      rmSync(folder, { recursive: true })
    })
  })

/** Runs whose end the subscriber was told, each once. */
function heardOf(items: readonly { type: string }[]): Set<string> {
  const ends = items.flatMap((item) => {
    const { event } = item as { event?: { data: { kind: string; state?: string; runId: string } } }
    return event?.data.kind === 'run.state' && event.data.state === 'published' ? [event.data.runId] : []
  })
  return new Set(ends)
}
