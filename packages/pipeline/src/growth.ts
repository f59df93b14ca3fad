import { ProblemError, type Refusal } from '@syndicate/contracts'
import { maxStoredChars } from './store/open-frame.ts'

/** How many times its size an input may become, where nobody says otherwise. */
export const usualGrowth = 32
/** So much may come of any slice, however small it is. In characters, as all here. */
const alwaysChars = 4 * 1024 * 1024
/** What a refusal has besides its texts. */
const refusalChars = 80

/** What came of a slice so far. */
export interface Grown {
  /** Records as they are stored. */
  storedChars: number
  /** Refused ones, with why and as they came. */
  refusedChars: number
  stored: number
  filtered: number
  refused: number
}

/** How much may come of a slice of so many bytes. */
export function mostGrown(sliceBytes: number, maxGrowth: number): number {
  return Math.min(maxStoredChars, Math.max(alwaysChars, sliceBytes * maxGrowth))
}

export function charsOf({ reason, original, record = '' }: Refusal): number {
  return refusalChars + reason.length + original.length + record.length
}

/** Says which of it is too much, and what to do. */
export function grownTooLarge(grown: Grown, sliceBytes: number, most: number): ProblemError {
  const { stored, filtered, refused } = grown
  const read = stored + filtered + refused
  const allowed = `the most that may come of ${sliceBytes} bytes of input`
  const detail =
    grown.refusedChars > grown.storedChars
      ? `${refused} of ${read} records were refused, and with their originals and reasons they take ${inMebibytes(most)}, ${allowed}: see with a few records why they are refused`
      : `The records take ${inMebibytes(most)} as they are stored, ${allowed}: send shorter names of fields, or fewer fields`
  const counts = { in: read, loaded: stored, quarantined: refused, duplicate: 0, filtered }
  return new ProblemError('grown-too-large', detail, { counts })
}

function inMebibytes(chars: number): string {
  return `more than ${Math.round((chars / 1024 ** 2) * 10) / 10} MiB`
}
