import { appendFileSync } from 'node:fs'
import { inject } from 'vitest'
import type { FaultCounts } from './nemesis.ts'

declare module 'vitest' {
  interface ProvidedContext {
    faultReport: string
  }
}

/** What came of one scenario. */
export interface Outcome {
  scenario: string
  faults: FaultCounts
  runs: number
  records: number
  /** From acceptance to the end of the slowest run, in milliseconds. */
  slowestRunMs: number
  /** From the end of the faults until every run had ended. */
  recoveryMs: number
  answers: Record<string, number>
}

/** Keeps an outcome for the table that closes the suite. */
export function report(outcome: Outcome): void {
  appendFileSync(inject('faultReport'), `${JSON.stringify(outcome)}\n`)
}
