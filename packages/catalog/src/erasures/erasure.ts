import type { Erasure, ErasureSelector } from '@syndicate/contracts'

/** What was found, as it adds up. */
export interface Findings extends Pick<
  Erasure,
  'records' | 'versions' | 'refused' | 'inputs' | 'unreadableInputs' | 'examples'
> {
  /** Why it did not go on, and how often in a row. */
  heldUp?: { why: string; tries: number }
}

export const nothingFound = (): Findings => ({
  records: 0,
  versions: 0,
  refused: 0,
  inputs: 0,
  unreadableInputs: 0,
  examples: { records: [], inputs: [] },
})

/** An erasure that this process has taken on itself. */
export interface TakenErasure {
  id: string
  dataset: string
  dryRun: boolean
  askedBy: string
  askedAt: string
  selector: ErasureSelector
  /** Fences off whoever had it before. */
  taken: number
}

/** What is known of a run that is to be looked at: it has ended. */
export interface SearchedRun {
  id: string
  recipe: string
  inputId: string
  /** Whether its bytes are still there. */
  isInputKept: boolean
  /** Whether its bytes are gone. */
  isInputSwept: boolean
  /** How many parts came. */
  parts: number
  /** How many parts, from `firstChunk` on, are chunks; null: it was never cut. */
  chunks: number | null
  firstChunk: number
  /** Whether it could not be cut to its end. */
  isCutShort: boolean
  /** What of its end quotes what it was given, perhaps. */
  error: string | null
}
