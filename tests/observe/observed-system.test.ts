import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { takeWebhooks } from '../acceptance/alert-receivers.ts'
import { signIn } from '../acceptance/client.ts'
import { readFigures, runSome, startObserved } from './observed-system.ts'
import { hasPrometheus, hasPromtool, nameOf, startPrometheus, type Labels, type Prometheus } from './prometheus.ts'
import { alertRules, dashboardQueries, metricsIn, observing, seriesNames } from './shipped.ts'

interface ToldAlert {
  status: string
  labels: Labels
}

const observed = await startObserved()
afterAll(() => observed.system.stop())
await runSome(observed)
const figures = await readFigures(observed)
const both = `${figures.gateway}${figures.worker}`

describe('a worker that is told a port', () => {
  test('tells its figures to whoever has the token', async () => {
    const ask = async (path: string, authorization?: string) =>
      (await fetch(observed.workerUrl + path, authorization ? { headers: { authorization } } : {})).status
    expect(await ask('/metrics')).toBe(401)
    expect(await ask('/metrics', 'Bearer some-other-token-that-is-long-enough')).toBe(401)
    expect(await ask('/health')).toBe(200)
    expect(await ask('/elsewhere')).toBe(404)
  })

  test('counts what it did, by stage', () => {
    const value = (series: string) =>
      Number(
        figures.worker
          .split('\n')
          .find((line) => line.startsWith(`${series} `))
          ?.split(' ')
          .at(-1),
      )
    expect(value('syndicate_job_attempts_total{stage="extract",outcome="done"}')).toBeGreaterThanOrEqual(2)
    expect(value('syndicate_stage_duration_seconds_count{stage="transform"}')).toBe(2)
    expect(value('syndicate_stage_records_total{stage="load"}')).toBeGreaterThanOrEqual(2)
  })
})

describe('what is exposed', () => {
  test.skipIf(!hasPromtool)('is as Prometheus would have it', () => {
    for (const text of Object.values(figures)) {
      const { stderr, stdout } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' })
      // prom-client's own have a name or two that it keeps for those who know them.
      const ours = `${stdout}${stderr}`.split('\n').filter((line) => /^(syndicate|http)_|error/.test(line))
      expect(ours).toEqual([])
    }
  })

  test('has all that rules and dashboards ask for', () => {
    const exposed = seriesNames(both)
    const asked = [...alertRules, ...dashboardQueries].flatMap(({ expr }) => metricsIn(expr))
    expect(asked.length).toBeGreaterThan(60)
    expect(asked.filter((name) => !exposed.has(name))).toEqual([])
  })

  test('is what the table says, all of it', () => {
    const exposed = new Set([...both.matchAll(/^# TYPE ((?:syndicate|http)_\w+) /gm)].map(([, name]) => name!))
    const listed = new Set([...observing.matchAll(/^\| `((?:syndicate|http)_\w+)/gm)].map(([, name]) => name!))
    expect([...listed].toSorted()).toEqual([...exposed].toSorted())
  })
})

const soon = { timeout: 25_000, interval: 250 }

describe.skipIf(!hasPrometheus)('with Prometheus', () => {
  let prometheus: Prometheus
  let webhooks: Awaited<ReturnType<typeof takeWebhooks>>
  beforeAll(async () => {
    webhooks = await takeWebhooks()
    prometheus = await startPrometheus({ gateway: observed.system.url, worker: observed.workerUrl }, webhooks.url)
  })
  afterAll(async () => {
    await prometheus.stop()
    await webhooks.close()
  })

  /** What the receiver was told of each alert, last. */
  const told = () =>
    Object.fromEntries(
      webhooks.received
        .flatMap(({ text }) => (JSON.parse(text) as { alerts: ToldAlert[] }).alerts)
        .map(({ status, labels }) => [nameOf(labels), status]),
    )

  test('no panel of a dashboard is empty', async () => {
    const isEmpty = async (expr: string) =>
      (await prometheus.ask(expr.replaceAll('$__rate_interval', '30s').replaceAll('$pipeline', '.*'))).length === 0
    await expect.poll(() => prometheus.ask('syndicate_runs_total'), soon).not.toEqual([])
    await runSome(observed)
    const empty = async () =>
      Promise.all(dashboardQueries.map(async ({ where, expr }) => ((await isEmpty(expr)) ? [where] : [])))
    await expect.poll(async () => (await empty()).flat(), soon).toEqual([])
  })

  test('a worker that hangs is told of, and that it goes on', async () => {
    const user = await signIn(observed.system.url)
    observed.worker.kill('SIGSTOP')
    await user.upload({ pipeline: 'strict' }, '{"cpu":1}\n')
    await expect.poll(told, soon).toMatchObject({ 'SyndicateStageStalled extract': 'firing' })
    observed.worker.kill('SIGCONT')
    await expect.poll(told, soon).toMatchObject({ 'SyndicateStageStalled extract': 'resolved' })
  }, 70_000)
})
