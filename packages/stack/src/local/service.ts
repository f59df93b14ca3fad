import type { RunningProcess } from '../processes/start-process.ts'

/** A database or broker that runs as our child. */
export interface Service {
  /** With its password: never print it whole. */
  url: string
  process: RunningProcess
  stop(): Promise<void>
}
