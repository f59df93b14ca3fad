import type { Activity } from './watch-time.ts'

export type DeathKind = 'timeout' | 'memory' | 'crash'

/** How a task ended whoever worked on it. */
export interface DeathNote {
  kind: DeathKind
  /** In words. */
  message: string
  /** The record in hand, counted within the slice from 0; null when that is not known. */
  record: number | null
  /** It died without a reason of its own, so anything on this machine may have killed it. */
  unexplained: boolean
}

/** A task ended whoever worked on it: it took too much time or memory, or crashed. */
export class Death extends Error {
  override readonly name = 'Death'
  readonly note: DeathNote

  constructor(note: DeathNote) {
    super(note.message)
    this.note = note
  }
}

export const ranOutOfTime = (ms: number, activity: Activity) =>
  death('timeout', `It took longer than ${ms / 1000} s`, activity)

export const ranOutOfMemory = (bytes: number, activity: Activity) =>
  death('memory', `It took more memory than ${megabytes(bytes)} MiB`, activity)

export const crashed = (how: string, activity: Activity, unexplained = false) =>
  death('crash', `It ended what worked on it: ${how}`, activity, unexplained)

function death(kind: DeathKind, message: string, { record }: Activity, unexplained = false): Death {
  return new Death({ kind, message, record: record < 0 ? null : record, unexplained })
}

/** V8 counts its limits in whole MiB. */
export function megabytes(bytes: number): number {
  return Math.max(1, Math.round(bytes / 1024 ** 2))
}
