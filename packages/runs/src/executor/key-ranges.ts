import { boundsOf, digestRanges, type DigestRange } from '@syndicate/catalog'

/** About how much of the index and of a run is in hand at once, in bytes. */
export const rangeBytes = 16 * 1024 * 1024

export interface KeyRange {
  range: DigestRange
  /** Digests from this one on, and before that one; null: to the end. */
  from: Uint8Array
  to: Uint8Array | null
}

/** Ranges of digests by which entries of so many bytes are gone through. */
export function rangesOver(bytes: number): KeyRange[] {
  return digestRanges(Math.ceil(bytes / rangeBytes)).map((range) => ({ range, ...boundsOf(range) }))
}
