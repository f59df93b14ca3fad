import type { Exit } from '../exit-codes.ts'

/** What was looked at and how it is. */
export interface Finding {
  name: string
  ok: boolean
  /** Worth a word, though it works: `ok` is true. */
  warning?: boolean
  /** What was found. */
  found: string
  /** What to do about it. */
  advice?: string
  /** How the command ends because of it. */
  exit?: Exit
}
