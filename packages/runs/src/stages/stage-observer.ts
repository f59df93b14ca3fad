import type { AttemptOutcome } from '@syndicate/broker'
import type { Stage } from '@syndicate/contracts'
import type { Extracted } from './extract.ts'
import type { StageDone } from './stage-done.ts'
import type { TakenChunk } from './take-chunk.ts'

/** Who watches over a worker: it is told, and can change nothing. */
export interface StageObserver {
  /** What came of a job of that stage that was taken in hand. */
  onAttempt(stage: Stage, outcome: AttemptOutcome): void
  /** That a chunk has passed a stage, or that a run has passed `extract`, which has no records of its own. */
  onPassed(stage: Stage, passed: StageDone): void
}

export function observeChunk(observer: StageObserver, taken: TakenChunk): void {
  for (const stage of ['transform', 'load', 'validate'] as const)
    if (taken[stage]) observer.onPassed(stage, taken[stage])
}

export function observeExtract(observer: StageObserver, extracted: Extracted | null): void {
  if (!extracted) return
  observer.onPassed('extract', { ms: extracted.ms, records: 0 })
  if (extracted.taken) observeChunk(observer, extracted.taken)
}
