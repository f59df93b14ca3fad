import { stages, type Stage } from '@syndicate/contracts'
import type { StageObserver } from '@syndicate/runs'
import { Counter, Histogram, type Registry } from 'prom-client'

const outcomes = ['done', 'postponed', 'handed-back', 'retried', 'given-up'] as const

/** Counts what this worker does, by stage. Figures of what it works on are there from the start, with 0: a rise is seen only from what was told before. */
export function observeStages(registry: Registry, working: readonly Stage[]): StageObserver {
  const registers = [registry]
  const durations = new Histogram({
    name: 'syndicate_stage_duration_seconds',
    help: 'How long a chunk took in a stage, waiting not counted; in extract, a run',
    labelNames: ['stage'],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  })
  const records = new Counter({
    name: 'syndicate_stage_records_total',
    help: 'Records that have passed a stage',
    labelNames: ['stage'],
    registers,
  })
  const attempts = new Counter({
    name: 'syndicate_job_attempts_total',
    help: 'Jobs that were taken in hand, by the stage of their queue and what came of it',
    labelNames: ['stage', 'outcome'],
    registers,
  })
  for (const stage of stages.filter((each) => working.includes(each))) {
    durations.zero({ stage })
    if (stage !== 'extract') records.inc({ stage }, 0)
    for (const outcome of outcomes) attempts.inc({ stage, outcome }, 0)
  }

  return {
    onAttempt: (stage, outcome) => attempts.inc({ stage, outcome }),
    onPassed(stage, { ms, records: passed }) {
      durations.observe({ stage }, ms / 1000)
      if (stage !== 'extract') records.inc({ stage }, passed)
    },
  }
}
