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

/** Whoever was to work could not even begin: this machine is short of something, and the task is not to blame. */
export class NeverBegun extends Error {
  override readonly name = 'NeverBegun'

  constructor(cause: Error) {
    super(`It could not begin: ${cause.message}`, { cause })
  }
}

/** @param inHand the index of a record, or negative when it was none */
export const ranOutOfTime = (ms: number, inHand: number) =>
  death('timeout', `It took longer than ${ms / 1000} s`, inHand)

export const ranOutOfMemory = (bytes: number, inHand: number) =>
  death('memory', `It took more memory than ${megabytes(bytes)} MiB`, inHand)

export const crashed = (how: string, inHand: number, unexplained = false) =>
  death('crash', `It ended what worked on it: ${how}`, inHand, unexplained)

function death(kind: DeathKind, message: string, inHand: number, unexplained = false): Death {
  return new Death({ kind, message, record: inHand < 0 ? null : inHand, unexplained })
}

/** V8 counts its limits in whole MiB. */
export function megabytes(bytes: number): number {
  return Math.max(1, Math.round(bytes / 1024 ** 2))
}
