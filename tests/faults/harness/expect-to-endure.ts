import { expect } from 'vitest'
import { bookViolations, slowestOf, untilEnded } from './books.ts'
import type { Cluster } from './cluster.ts'
import { leftovers } from './leftovers.ts'
import { createLoad, type Load } from './load.ts'
import { totalOf, type FaultCounts } from './nemesis.ts'
import { checkPublished, expectationOf } from './published.ts'
import { startReader, type Reader } from './reader.ts'
import { report } from './report.ts'

/** What a scenario's faults know of the load they strike. */
export interface UnderLoad {
  load: Load
  /** All inputs are accepted. */
  loaded: Promise<void>
  /** All runs have ended. */
  ended: Promise<void>
}

export interface Scenario {
  /** What it is called in the report. */
  name: string
  /** A dataset of the scenario's own. */
  dataset: string
  load: (load: Load) => Promise<void>
  /** Breaks things, and has mended them when it resolves. @returns how many faults of each kind have hit */
  faults: (under: UnderLoad) => Promise<FaultCounts>
  /** Fewer faults than this have shown nothing. */
  leastFaults: number
  /** How long the runs may go on after the last fault, in milliseconds. @default 60000 */
  recoverWithinMs?: number
  /** 500 is a fault of ours; whoever breaks what an answer depends on may be told so. @default ['202', 'none', '503'] */
  answers?: string[]
}

const freshWithinMs = 15_000
const endlessMs = 3_600_000

/** Puts a cluster under load, breaks it, and holds it to every promise afterwards. */
export async function expectToEndure(cluster: Cluster, scenario: Scenario): Promise<void> {
  const { dataset, answers, recoverWithinMs = 60_000 } = scenario
  const load = createLoad(cluster, dataset, answers)
  const reader = startReader(cluster, load)
  const loaded = scenario.load(load)
  const ended = loaded.then(() => untilEnded(cluster, load.accepted, endlessMs))
  // Awaited below; a failure meanwhile must not count as unhandled.
  ended.catch(() => {})

  try {
    const faults = await scenario.faults({ load, loaded, ended })
    const calmAt = performance.now()
    await loaded
    await untilEnded(cluster, load.accepted, recoverWithinMs)
    await expectPromisesKept(cluster, scenario, { load, reader, faults, recoveryMs: performance.now() - calmAt })
  } finally {
    await reader.stop()
  }
}

async function expectPromisesKept(
  cluster: Cluster,
  { name, dataset, answers = ['202', 'none', '503'], leastFaults }: Scenario,
  { load, reader, faults, recoveryMs }: { load: Load; reader: Reader; faults: FaultCounts; recoveryMs: number },
): Promise<void> {
  await reader.stop()
  const slowestRunMs = await slowestOf(cluster, load.accepted)
  report({
    scenario: name,
    faults,
    runs: load.accepted.length,
    records: load.accepted.reduce((sum, { spec }) => sum + spec.records, 0),
    slowestRunMs,
    recoveryMs,
    answers: Object.fromEntries(load.answers),
  })
  const left = await leftovers(cluster)
  const violations = [
    ...(await bookViolations(cluster, load)),
    ...(await datasetViolations(cluster, load)),
    ...reader.violations,
    ...[...load.answers]
      .filter(([status]) => !answers.includes(status))
      .map(([status, count]) => `${count} × ${status}`),
    ...cluster.crashes
      .splice(0)
      .map(({ name: app, code, lastLines }) => `${app} ended by itself (${code}): ${lastLines}`),
    ...left,
    ...(await livenessViolations(cluster, dataset)),
  ]
  // What is left over is told once, and is not the next scenario's fault.
  if (left.length > 0) await cluster.redisClient.flushall()
  expect(violations.slice(0, 20)).toEqual([])
  expect(Object.values(faults), `every kind has hit: ${JSON.stringify(faults)}`).not.toContain(0)
  expect(totalOf(faults), `faults that hit: ${JSON.stringify(faults)}`).toBeGreaterThanOrEqual(leastFaults)
  expect(reader.looks, 'answers the reader got').toBeGreaterThan(0)
}

async function datasetViolations(cluster: Cluster, load: Load): Promise<string[]> {
  const answer = await cluster.user.fetch(`/api/registry/${load.dataset}/records`, {
    signal: AbortSignal.timeout(120_000),
  })
  if (!answer.ok || !answer.body) return [`the dataset was answered with ${answer.status}: ${await answer.text()}`]
  const reading = await checkPublished(answer.body, (run) => load.specs.get(run))
  // Of a small input it may be that all was refused.
  const wanted = [...load.specs.values()].filter((spec) => expectationOf(spec).counts.loaded > 0)
  const missing = wanted.map(({ run }) => run).filter((run) => !reading.runs.has(run))
  return [...reading.violations, ...(missing.length > 0 ? [`missing from the dataset: runs ${missing.join()}`] : [])]
}

/** Whatever has been, a fresh run is published soon. */
async function livenessViolations(cluster: Cluster, dataset: string): Promise<string[]> {
  const fresh = createLoad(cluster, `${dataset}-fresh`)
  const began = performance.now()
  await fresh.submit(1000)
  return untilEnded(cluster, fresh.accepted, freshWithinMs - (performance.now() - began)).then(
    () => bookViolations(cluster, fresh),
    (error: unknown) => [`a fresh run: ${String(error)}`],
  )
}
