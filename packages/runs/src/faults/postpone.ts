import { isPassing } from './is-passing.ts'
import { NoPlace } from './no-place.ts'

const longestMs = 10_000
/** Soon enough that no place stays empty, and not so soon that asking for one is all there is to do. */
const noPlaceMs = 1_000

/**
 * How long to put work off for an error that is no fault of the work, longer every time where something is away; null for any
 * other error.
 * @param starts how often the work was begun
 */
export function postponeMs(error: unknown, starts: number): number | null {
  // Spread, so that what failed together does not come back together.
  const spread = 0.5 + Math.random() / 2
  if (error instanceof NoPlace) return noPlaceMs * spread
  return isPassing(error) ? Math.min(longestMs, 250 * 2 ** Math.min(starts, 10)) * spread : null
}
