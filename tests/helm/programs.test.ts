import { randomBytes } from 'node:crypto'
import { utimesSync } from 'node:fs'
import { freePort } from '@syndicate/stack'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { metricsIn, seriesNames } from '../observe/shipped.ts'
import { noHelm, render } from './helm.ts'
import { ofKind, probesOf, queriesOf, type Manifest } from './manifest.ts'
import { placePod, type Pod } from './pod.ts'

const schema = `t_${randomBytes(6).toString('hex')}`
const values = {
  env: { SYNDICATE_SCHEMA: schema, SYNDICATE_PREFIX: schema },
  // Else each would serve on for ten seconds when it is told to end.
  config: 'performance: { drainSeconds: 0 }',
  pipelines: { 'of-the-chart.yaml': 'format: csv\nsteps:\n  - cast: { price: number }\n' },
  worker: { autoscaling: { by: 'keda' } },
  monitoring: { podMonitors: { enabled: true } },
}
const secrets = {
  DATABASE_URL: inject('databaseUrl'),
  REDIS_URL: inject('redisUrl'),
  JWT_SECRET: randomBytes(32).toString('hex'),
  HASH_KEY: randomBytes(32).toString('hex'),
  METRICS_TOKEN: randomBytes(32).toString('hex'),
}

// Five starts in turn, which a machine that is busy takes its time for.
describe.skipIf(noHelm)('programs as the chart starts them', { timeout: 120_000 }, () => {
  let manifests: Manifest[]
  let gateway: Pod
  let worker: Pod
  let migrated: Awaited<ReturnType<Pod['run']>>
  let urls: { gateway: string; worker: string }
  const placed: Pod[] = []

  function place(component: string, others = {}, of = manifests): Pod {
    const pod = placePod(of, component, { ...secrets, ...others })
    placed.push(pod)
    return pod
  }
  const statusOf = (url: string, path: string) => fetch(new URL(path, url)).then(({ status }) => status)
  /** The addresses that probes of a container ask. */
  const asked = ({ container }: Pod) => probesOf(container).flatMap(({ httpGet }) => httpGet ?? [])

  beforeAll(async () => {
    manifests = render(values)
    const migrate = place('migrate')
    migrated = await migrate.run(migrate.container.command)
    gateway = place('gateway')
    worker = place('worker')
    const [atGateway, atWorker] = await Promise.all([gateway.start(), worker.start()])
    const { url } = JSON.parse(atGateway.readyLine) as { url: string }
    const { metrics } = JSON.parse(atWorker.readyLine) as { metrics: string }
    urls = { gateway: url, worker: metrics }
  }, 180_000)
  afterAll(() => Promise.all(placed.map((pod) => pod.remove())))

  test('find nothing left to migrate', () => {
    expect(migrated).toEqual({ code: 0, output: expect.stringMatching(/^✓ .*\.sql \(.* ms\)$/m) })
    for (const pod of [gateway, worker]) expect(pod.log()).not.toContain('"msg":"migrated"')
  })

  test('take configuration and pipelines from where they are mounted', async () => {
    const { output } = await gateway.run(['node', 'scripts/validate-etl.ts'])
    expect(output).toMatch(/✓ Configuration: .*\/config\/syndicate\.yaml, production/)
    expect(output).toMatch(/✓ Pipelines: .*\bof-the-chart\b/)
  })

  test('answer each probe where it asks', async () => {
    expect(asked(gateway).map(({ path }) => path)).toEqual(['/health', '/health', '/ready?exclude=postgresql,redis'])
    for (const { path } of asked(gateway)) expect(await statusOf(urls.gateway, path), path).toBe(200)
    expect(asked(worker)).toHaveLength(1)
    for (const { path } of asked(worker)) expect(await statusOf(urls.worker, path), path).toBe(200)

    const portOf = ({ container }: Pod, variable: string) => ({
      named: container.ports!.find(({ name }) => name === asked({ container } as Pod)[0]!.port)?.containerPort,
      listened: Number(container.env.find(({ name }) => name === variable)?.value),
    })
    for (const port of [portOf(gateway, 'PORT'), portOf(worker, 'METRICS_PORT')]) expect(port.named).toBe(port.listened)
  })

  test('stay in service while Redis is away', async () => {
    const alone = place('gateway', { REDIS_URL: `redis://127.0.0.1:${await freePort()}` })
    const { url } = JSON.parse((await alone.start()).readyLine) as { url: string }
    expect(await statusOf(url, '/ready')).toBe(503)
    expect(await statusOf(url, alone.container.readinessProbe!.httpGet!.path)).toBe(200)
  })

  test('tell what autoscaling asks for, where they are scraped', async () => {
    const [monitor] = ofKind(manifests, 'PodMonitor')
    const [{ path, port }] = monitor!.spec!['podMetricsEndpoints'] as [{ path: string; port: string }]
    expect(gateway.container.ports!.map(({ name }) => name)).toContain(port)
    const headers = { authorization: `Bearer ${secrets.METRICS_TOKEN}` }
    const answer = await fetch(new URL(path, urls.gateway), { headers })
    const text = await answer.text()

    const queries = queriesOf(manifests)
    expect(queries).toHaveLength(2)
    for (const query of queries) {
      const [name, ...others] = metricsIn(query)
      expect(others).toEqual([])
      expect(seriesNames(text)).toContain(name)
      const stages = /stage=~"(.*?)"/.exec(query)![1]!.split('|')
      for (const stage of stages) expect(text).toMatch(new RegExp(`^${name}\\{.*stage="${stage}".*\\} `, 'm'))
    }
    expect(await statusOf(urls.worker, path)).toBe(401)
  })

  test('leave the service before they end', async () => {
    const leaving = place('gateway', {}, render({ ...values, config: '' }))
    const [, liveness, readiness] = asked(leaving)
    const running = await leaving.start()
    const { url } = JSON.parse(running.readyLine) as { url: string }
    running.kill('SIGTERM')
    await expect.poll(() => statusOf(url, readiness!.path)).toBe(503)
    expect(await statusOf(url, liveness!.path)).toBe(200)
    // No need to wait: a second one skips the drain.
    running.kill('SIGTERM')
    expect(await running.exited).toMatchObject({ code: 0 })
  })

  test('are found dead when they touch their file no more', async () => {
    const { command } = worker.container.livenessProbe!.exec!
    expect((await worker.run(command)).code).toBe(0)
    await worker.stop()
    const ago = new Date(Date.now() - 30_000)
    utimesSync(worker.pathOf('/tmp/heartbeat'), ago, ago)
    expect((await worker.run(command)).code).not.toBe(0)
  })
})
