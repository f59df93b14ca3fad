import { otherPipelines, type Catalog, type Outcome } from '@syndicate/catalog'
import { finalStates, refusalCodes } from '@syndicate/contracts/words'
import { createLook } from '@syndicate/metrics'
import type { LivePipelines } from '@syndicate/runs'
import { Counter, type Registry } from 'prom-client'
import { looks } from './looks.ts'

/** How each kind is told: its name, the label that tells its series apart besides the pipeline, and what that may say. */
const told = {
  runs: {
    name: 'syndicate_runs_total',
    help: 'Runs that have ended, by how',
    label: 'state',
    values: finalStates,
  },
  records: {
    name: 'syndicate_records_total',
    help: 'Records of published runs by what became of them, and what rejected runs have in quarantine',
    label: 'outcome',
    values: ['loaded', 'quarantined', 'duplicate', 'filtered'],
  },
  refused: {
    name: 'syndicate_refused_records_total',
    help: 'Those that are quarantined, by why they were refused',
    label: 'code',
    values: refusalCodes,
  },
} as const satisfies Record<Outcome['kind'], object>

/**
 * Counters of what became of runs and records. They say what the catalog says, and so the same at each gateway and after a restart.
 * @param pipelines each that there is now is told from the start, with 0
 * @returns what brings them up to date before they are told; while the catalog does not answer in time they are left out
 */
export function countOutcomes(
  outcomes: Catalog['outcomes'],
  pipelines: Pick<LivePipelines, 'all'>,
  registers: Registry[],
) {
  const counters = Object.entries(told).map(([kind, { name, help, label, values }]) => {
    const counter = new Counter({ name, help, labelNames: ['pipeline', label], registers })
    return { kind, label, values, counter }
  })

  const look = createLook(outcomes.read, looks.often)

  return async function ask(): Promise<void> {
    const counted = await look.finding()
    const named = new Set(counted?.map(({ pipeline }) => pipeline))
    // Where others are one already, who has no figures yet gets none of its own.
    const begun = pipelines.all().filter(({ name }) => !named.has(otherPipelines) || named.has(name))
    for (const { kind, label, values, counter } of counters) {
      counter.reset()
      if (!counted) continue
      // A series that begins with 1 would hide its first: a rise is seen only from what was told before.
      for (const { name: pipeline } of begun) for (const value of values) counter.inc({ pipeline, [label]: value }, 0)
      for (const { pipeline, label: value, n } of counted.filter((each) => each.kind === kind))
        counter.inc({ pipeline, [label]: value }, n)
    }
  }
}
