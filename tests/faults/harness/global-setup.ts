import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryState } from '@syndicate/stack'
import type { TestProject } from 'vitest/node'
import { long } from './form.ts'
import type { Outcome } from './report.ts'

/** Says which seed the suite runs with, and closes it with a table of what was done and found. */
export function setup(project: TestProject): () => void {
  const state = temporaryState()
  const file = join(state.path, 'outcomes')
  project.provide('faultReport', file)
  // The processes that run the tests inherit it: also those of other suites, so it is said for the long form alone.
  if (long) process.env['SEED'] ??= `${randomInt(1_000_000)}`
  const seed = process.env['SEED'] ?? '1'
  if (long) console.log(`Faults in their long form, SEED=${seed}`)
  return () => {
    const outcomes = outcomesIn(file)
    state.remove()
    if (outcomes.length > 0) console.log(tableOf(outcomes, seed))
  }
}

function outcomesIn(file: string): Outcome[] {
  try {
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    return lines.map((line) => JSON.parse(line) as Outcome)
  } catch {
    return []
  }
}

function tableOf(outcomes: Outcome[], seed: string): string {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`
  const pairs = (counts: Record<string, number>) =>
    Object.entries(counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ')
  const head = ['scenario', 'faults', 'runs', 'records', 'slowest run', 'recovery', 'answers']
  const rows = outcomes.map((outcome) => [
    outcome.scenario,
    pairs(outcome.faults),
    `${outcome.runs}`,
    outcome.records.toLocaleString('en'),
    seconds(outcome.slowestRunMs),
    seconds(outcome.recoveryMs),
    pairs(Object.fromEntries(Object.entries(outcome.answers).map(([status, count]) => [`× ${status}`, count]))),
  ])
  const slowest = Math.max(...outcomes.map(({ recoveryMs }) => recoveryMs))
  const table = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`)
  return ['', `Faults, seed ${seed}:`, ...table, `Slowest recovery: ${seconds(slowest)}`, ''].join('\n')
}
