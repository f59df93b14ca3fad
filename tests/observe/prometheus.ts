import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, startProcess, type RunningProcess } from '@syndicate/stack'
import { parse, stringify } from 'yaml'
import { metricsToken } from '../acceptance/system.ts'
import { alertmanagerFile, prometheusDir, rulesFile } from './shipped.ts'

const has = (program: string) => spawnSync(program, ['--version']).status === 0
/** Debian's packages prometheus and prometheus-alertmanager. */
export const hasPromtool = has('promtool')
export const hasPrometheus = hasPromtool && has('prometheus') && has('prometheus-alertmanager')

export type Labels = Record<string, string>

/** An alert by its name, and the stage it is about. */
export function nameOf({ alertname = '', stage }: Labels): string {
  return stage ? `${alertname} ${stage}` : alertname
}

export interface Prometheus {
  url: string
  /** What an expression comes to now. @throws Error for one that cannot be read */
  ask(expr: string): Promise<{ metric: Labels; value: [number, string] }[]>
  stop(): Promise<void>
}

/** Seconds that a minute of the rules takes here. */
const secondsAMinute = 1

/** The rules as they are shipped, at another pace: what takes them minutes takes seconds. */
function quickRules(): string {
  const seconds = (minutes: string, unit: string) => `${Number(minutes) * (unit === 'h' ? 60 : 1) * secondsAMinute}s`
  const text = readFileSync(rulesFile, 'utf8')
    .replaceAll(/(\bfor: )(\d+)([mh])$/gm, (_all, what: string, n: string, unit: string) => what + seconds(n, unit))
    // Over less than a few scrapes nothing is known of how fast something grows.
    .replaceAll(/\[(\d+)([mh])\]/g, (_all, n: string, unit: string) => `[${seconds(n, unit)}]`)
  const quick = text.replace('syndicate_oldest_job_age_seconds) > 300', 'syndicate_oldest_job_age_seconds) > 5')
  if (quick === text) throw new Error('The rule of a stage that is stalled is not what it was')
  return quick
}

/** The configuration as it is shipped, with targets that are here. */
function quickConfig(targets: Record<string, string>, alertmanager: string, tokenFile: string): string {
  interface Scrape {
    job_name: string
    authorization?: { credentials_file: string }
    dns_sd_configs?: unknown
  }
  const shipped = parse(readFileSync(join(prometheusDir, 'prometheus.yml'), 'utf8')) as { scrape_configs: Scrape[] }
  const scrapes = shipped.scrape_configs
    .filter(({ job_name }) => targets[job_name])
    .map((scrape) => ({
      ...scrape,
      dns_sd_configs: undefined,
      authorization: { credentials_file: tokenFile },
      static_configs: [{ targets: [targets[scrape.job_name]] }],
    }))
  return stringify({
    ...shipped,
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    scrape_configs: scrapes,
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
  })
}

/** Its routes and what they keep quiet as they are shipped; receivers are told at once, at one address. */
function quickRoutes(webhook: string): string {
  interface Route {
    receiver: string
    routes?: Route[]
  }
  const shipped = parse(readFileSync(alertmanagerFile, 'utf8')) as { route: Route; receivers: { name: string }[] }
  const atOnce = { group_wait: '0s', group_interval: '1s' }
  const { route } = shipped
  return stringify({
    ...shipped,
    route: { ...route, ...atOnce, routes: route.routes?.map((each) => ({ ...each, ...atOnce })) },
    receivers: shipped.receivers.map((each) => ({ name: each.name, webhook_configs: [{ url: webhook }] })),
  })
}

/** Prometheus and Alertmanager over one gateway and one worker, who tell `webhook` of alerts. */
export async function startPrometheus(
  targets: { gateway: string; worker: string },
  webhook: string,
): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'syndicate-observe-'))
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const [port, alertPort] = [await freePort(), await freePort()]
  const local = (at: number) => `127.0.0.1:${at}`
  const hostOf = (url: string) => new URL(url).host
  write('quick.yml', quickRules())
  const config = quickConfig(
    { 'syndicate-gateway': hostOf(targets.gateway), 'syndicate-worker': hostOf(targets.worker) },
    local(alertPort),
    write('token', metricsToken),
  ).replace('rules/*.yml', 'quick.yml')
  const start = (name: string, args: string[], sign: string): Promise<RunningProcess> =>
    startProcess({
      name,
      command: name,
      args,
      env: process.env,
      logFile: join(folder, `${name}.log`),
      readyWhen: (line) => line.includes(sign),
    })
  const started = await Promise.all([
    start(
      'prometheus-alertmanager',
      [
        `--config.file=${write('alertmanager.yml', quickRoutes(webhook))}`,
        `--storage.path=${join(folder, 'alerts')}`,
        `--web.listen-address=${local(alertPort)}`,
        '--cluster.listen-address=',
      ],
      'Listening on',
    ),
    start(
      'prometheus',
      [
        `--config.file=${write('prometheus.yml', config)}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=${local(port)}`,
      ],
      'ready to receive web requests',
    ),
  ])
  const url = `http://${local(port)}`
  return {
    url,
    async ask(expr) {
      const answer = await fetch(`${url}/api/v1/query?${new URLSearchParams({ query: expr })}`)
      const said = (await answer.json()) as {
        error?: string
        data?: { result: Awaited<ReturnType<Prometheus['ask']>> }
      }
      if (!said.data) throw new Error(`${expr}: ${said.error}`)
      return said.data.result
    },
    async stop() {
      await Promise.all(started.map((running) => running.stop()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
