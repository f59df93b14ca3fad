import type { RunCounts, RunState } from './run.ts'
import type { alertTypes } from './words.ts'

export type AlertType = (typeof alertTypes)[number]

/** What an alert says, in the form that Standard Webhooks recommend. No record, and no text that may quote one, is in it. */
export interface AlertMessage {
  type: AlertType
  timestamp: string
  data: {
    /** Name of the rule; of a test there is none. */
    rule?: string
    /** All of it in a sentence. */
    title: string
    pipeline?: string
    dataset?: string
    runId?: string
    state?: RunState
    /** Why a run ended so: the code of a problem. */
    code?: string
    counts?: RunCounts
    /** Of many that were not told one by one. */
    summed?: { alerts: number; since: string; first: string[] }
    /** Where in the console. */
    url?: string
  }
}
