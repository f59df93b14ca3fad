import { statSync } from 'node:fs'
import { setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSocket } from '../../tests/acceptance/socket.ts'
import { failToSignInFrom } from './elsewhere.ts'
import type { Caller } from './sign-in.ts'
import { startStack } from './start-stack.ts'
import { whatIsMissing, type Stack } from './stack.ts'

const missing = whatIsMissing()
const [prometheus, alertmanager] = [19_090, 19_093]
let stack: Stack
let signInAsAda: (url?: string) => Promise<Caller>
let ada: Caller

/** What Prometheus or Alertmanager answer. */
const ask = async <T>(port: number, path: string) =>
  (await (await fetch(`http://127.0.0.1:${port}${path}`)).json()) as T

describe.skipIf(missing !== undefined)(
  `a stack on files of secrets, and its profiles${missing ? `: ${missing}` : ''}`,
  () => {
    beforeAll(async () => {
      const ports = [`PROMETHEUS_PORT=${prometheus}`, `ALERTMANAGER_PORT=${alertmanager}`]
      ;({ stack, signInAsAda } = await startStack(
        13_003,
        ['GATEWAYS=2', 'PROXIES=127.0.0.1 10.87.134.4', ...ports],
        '--files',
      ))
      // Named, for there is no stand-in for Grafana, which is of their profile as well.
      await stack.compose('up --detach tls prometheus alertmanager')
      ada = await signInAsAda()
    })
    afterAll(() => stack?.remove())

    it('works on secrets that are in files alone, which their owner alone gets at', async () => {
      expect(await ada.start({ cpu: 12, mem: 1, timestamp: '2026-01-01T00:00:01Z' })).toMatchObject({
        state: 'published',
      })
      const secrets = (await stack.sh('cat secrets/* | fold -w 64')).split('\n')
      expect(secrets).toHaveLength(6)
      const containers = 'docker ps --quiet --filter label=com.docker.compose.project=syndicate-test'
      const shown = await stack.sh(
        `cat .env; docker inspect $(${containers}); for id in $(${containers}); do docker top $id; done`,
      )
      expect(secrets.filter((secret) => shown.includes(secret))).toEqual([])
      expect(statSync(await stack.sh('readlink -f secrets')).mode & 0o777).toBe(0o700)
    })

    it('is there by HTTPS for a browser: its session, its socket and its uploads', async () => {
      const [tls] = await stack.idsOf('tls')
      setDefaultCACertificates([await stack.sh(`docker exec ${tls} cat /data/caddy/pki/authorities/local/root.crt`)])
      const redirect = await fetch('http://localhost/', { redirect: 'manual' })
      expect(redirect.headers.get('location')).toBe('https://localhost/')

      const browser = await signInAsAda('https://localhost')
      const socket = await openSocket(browser)
      await socket.subscribe(['telemetry.live'])
      const lines = Array.from(
        { length: 50_000 },
        (_, n) => `{"cpu":${n % 100},"mem":2,"timestamp":"2026-01-01T00:00:00Z"}\n`,
      )
      const run = await browser.upload(lines.join(''))
      expect(run).toMatchObject({ state: 'published', counts: { loaded: lines.length } })
      await socket.until(() => socket.events('telemetry.live').length > 0)
      await socket.close()
    })

    it('knows who asks through both proxies, and one before them, and believes nobody else', async () => {
      await failToSignInFrom('10.87.134.3', stack, 'tls', '203.0.113.66')
      await failToSignInFrom('10.87.134.4', stack, 'tls', '198.51.100.1, 203.0.113.9')
      const known = ['10.87.133.1', '10.87.134.3', '203.0.113.9']
      await expect.poll(() => ada.addresses(), { timeout: 10_000, interval: 500 }).toEqual(known)
    })

    it('is watched by Prometheus, which tells Alertmanager when no worker is left and when there is one again', async () => {
      interface Targets {
        data: { activeTargets: { labels: { job: string }; health: string }[] }
      }
      const healthy = async () => {
        const { data } = await ask<Targets>(prometheus, '/api/v1/targets')
        return data.activeTargets.map(({ labels, health }) => `${labels.job} ${health}`).toSorted()
      }
      const gateways = ['syndicate-gateway up', 'syndicate-gateway up']
      const workers = ['syndicate-worker up', 'syndicate-worker up']
      await expect
        .poll(healthy, { timeout: 90_000, interval: 1_000 })
        .toEqual(['prometheus up', ...gateways, ...workers])

      const alerts = async () => {
        const active = await ask<{ labels: { alertname: string; stage?: string } }[]>(alertmanager, '/api/v2/alerts')
        return active.map(({ labels }) => labels.alertname)
      }
      expect(await alerts()).not.toContain('SyndicateNoWorker')
      await stack.compose('stop worker')
      await expect.poll(alerts, { timeout: 240_000, interval: 2_000 }).toContain('SyndicateNoWorker')
      await stack.compose('up --detach worker')
      await expect.poll(alerts, { timeout: 240_000, interval: 2_000 }).not.toContain('SyndicateNoWorker')
    })
  },
)
