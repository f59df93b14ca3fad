import type { ChildProcess, StdioOptions } from 'node:child_process'

/** Where a child's output goes, and how its lines are read on the way. */
export interface ChildOutput {
  stdio: StdioOptions
  /** To be called once, right after the spawn. */
  attach(child: ChildProcess): void
  /** Whole lines that came since the last call; none after `stopReading`. */
  read(): string[]
  stopReading(): void
  /** The last lines, for a message about what went wrong. */
  tail(): string
}
