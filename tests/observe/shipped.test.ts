import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hasPrometheus } from './prometheus.ts'
import { alertmanagerFile, alertRules, dashboards, deployDir, prometheusDir, runbooks, type Panel } from './shipped.ts'

/** What a program says of a file, where it finds fault with it. */
function faultsOf(program: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  return status === 0 ? '' : `${stdout}${stderr}`
}

describe('each alert', () => {
  test.skipIf(!hasPrometheus)('fires when it should and not when it should not, by its own case', () => {
    const cases = join(prometheusDir, 'tests/syndicate.yml')
    expect(faultsOf('promtool', 'test', 'rules', cases)).toBe('')
    const text = readFileSync(cases, 'utf8')
    expect(alertRules.filter(({ alert }) => !text.includes(`name: '${alert}: `))).toEqual([])
  })

  test('says how bad it is, what is the matter, and where to read on', () => {
    for (const { alert, labels, annotations } of alertRules) {
      expect(['critical', 'warning'], alert).toContain(labels.severity)
      expect(Object.values(annotations).filter((text) => text.length > 10)).toHaveLength(3)
      expect(annotations.runbook_url).toBe(`docs/runbooks.md#${alert.toLowerCase()}`)
    }
  })

  test('has a runbook, and each runbook an alert', () => {
    const sections = runbooks.split(/^## /m).slice(1)
    expect(new Set(sections.map((section) => section.split('\n', 1)[0]))).toEqual(
      new Set(alertRules.map(({ alert }) => alert)),
    )
    for (const section of sections)
      for (const part of ['Means', 'Users see', 'Look', 'Mend|mend', 'Wake somebody'])
        expect(section).toMatch(new RegExp(`\\*\\*(${part})\\*\\*`))
  })
})

test.skipIf(!hasPrometheus)('Prometheus and Alertmanager take what is shipped', () => {
  expect(faultsOf('promtool', 'check', 'config', '--syntax-only', join(prometheusDir, 'prometheus.yml'))).toBe('')
  expect(faultsOf('amtool', 'check-config', alertmanagerFile)).toBe('')
})

test('dashboards have names and panels of their own, and ask the source that is provisioned', () => {
  const source = readFileSync(join(deployDir, 'grafana/provisioning/datasources/prometheus.yml'), 'utf8')
  const uid = /uid: (\S+)/.exec(source)![1]
  expect(new Set(dashboards.map((board) => board.uid)).size).toBe(4)
  for (const { title, panels } of dashboards) {
    expect(new Set(panels.map(({ id }) => id)).size, title).toBe(panels.length)
    for (const { datasource } of panels.filter(({ type }) => type !== 'row')) expect(datasource?.uid, title).toBe(uid)
    const overlapping = panels.flatMap((one) => panels.filter((other) => one.id < other.id && overlap(one, other)))
    expect(overlapping, title).toEqual([])
  }
})

function overlap({ gridPos: one }: Panel, { gridPos: other }: Panel): boolean {
  const meets = (from: 'x' | 'y', size: 'w' | 'h') =>
    one[from] < other[from] + other[size] && other[from] < one[from] + one[size]
  return meets('x', 'w') && meets('y', 'h')
}
