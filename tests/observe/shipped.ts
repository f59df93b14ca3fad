import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse } from 'yaml'

const root = resolve(import.meta.dirname, '../..')
export const deployDir = join(root, 'deploy')
export const prometheusDir = join(deployDir, 'prometheus')
export const alertmanagerFile = join(deployDir, 'alertmanager/alertmanager.yml')
const dashboardsDir = join(deployDir, 'grafana/dashboards')

export interface AlertRule {
  alert: string
  expr: string
  labels: { severity: string }
  annotations: { summary: string; description: string; runbook_url: string }
}

export interface RuleFile {
  groups: { name: string; rules: AlertRule[] }[]
}

export const rulesFile = join(prometheusDir, 'rules/syndicate.yml')
export const alertRules = (parse(readFileSync(rulesFile, 'utf8')) as RuleFile).groups.flatMap(({ rules }) => rules)

export interface Panel {
  id: number
  gridPos: Record<'x' | 'y' | 'w' | 'h', number>
  type: string
  title: string
  datasource?: { uid: string }
  targets?: { expr: string }[]
}

interface Dashboard {
  uid: string
  title: string
  panels: Panel[]
}

export const dashboards = readdirSync(dashboardsDir).map(
  (name) => JSON.parse(readFileSync(join(dashboardsDir, name), 'utf8')) as Dashboard,
)

/** Every question that a dashboard asks Prometheus, by where it stands. */
export const dashboardQueries = dashboards.flatMap(({ title, panels }) =>
  panels.flatMap((panel) => (panel.targets ?? []).map(({ expr }) => ({ where: `${title} / ${panel.title}`, expr }))),
)

export const runbooks = readFileSync(join(root, 'docs/runbooks.md'), 'utf8')
export const observing = readFileSync(join(root, 'docs/observing.md'), 'utf8')

/** Prometheus tells these of itself. */
const ofPrometheus = new Set(['up', 'ALERTS'])

/** Metrics that an expression asks for. */
export function metricsIn(expr: string): string[] {
  const outsideLabels = expr.replaceAll(/\{[^}]*\}|\b(by|on|without|ignoring) *\([^)]*\)|\[[^\]]*\]/g, ' ')
  const names = [...outsideLabels.matchAll(/[a-zA-Z_:][\w:]*\b(?! *\()/g)].map(([name]) => name)
  const words = new Set(['by', 'on', 'or', 'and', 'unless', 'without', 'ignoring', 'sum', 'max', 'min', 'count'])
  return names.filter((name) => !words.has(name) && !ofPrometheus.has(name))
}

/** Series by their names, as a scrape tells them. */
export function seriesNames(text: string): Set<string> {
  return new Set([...text.matchAll(/^([a-zA-Z_:][\w:]*)[ {]/gm)].map(([, name]) => name!))
}
