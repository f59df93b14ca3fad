import { isPassing } from './is-passing.ts'
import { NotNow } from './long-cuts.ts'

const longestMs = 10_000
const longestNotNowMs = 5_000

/**
 * How long to put work off for an error that is no fault of the work, longer every time; null for any other error.
 * @param starts how often the work was begun
 */
export function postponeMs(error: unknown, starts: number): number | null {
  if (error instanceof NotNow) return Math.min(longestNotNowMs, 250 * 2 ** Math.min(starts, 10))
  if (!isPassing(error)) return null
  // Spread, so that what failed together does not come back together.
  return Math.min(longestMs, 250 * 2 ** Math.min(starts, 10)) * (0.5 + Math.random() / 2)
}
