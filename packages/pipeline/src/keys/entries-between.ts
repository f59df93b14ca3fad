const digestBytes = 16

/**
 * The part of sorted entries whose digests are from `from` up to, but without, `to`. The bytes are the same ones.
 * @param to null: to the end
 */
export function entriesBetween(
  entries: Uint8Array,
  width: 32 | 36,
  from: Uint8Array,
  to: Uint8Array | null,
): Uint8Array {
  const first = firstNotBefore(entries, width, from)
  const end = to ? Math.max(first, firstNotBefore(entries, width, to)) : entries.byteLength / width
  return entries.subarray(first * width, end * width)
}

/** The number of the first entry that does not sort before a digest. */
function firstNotBefore(entries: Uint8Array, width: number, digest: Uint8Array): number {
  let low = 0
  let high = entries.byteLength / width
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isBefore(entries, middle * width, digest)) low = middle + 1
    else high = middle
  }
  return low
}

function isBefore(entries: Uint8Array, at: number, digest: Uint8Array): boolean {
  for (let byte = 0; byte < digestBytes; byte++) {
    const difference = entries[at + byte]! - digest[byte]!
    if (difference !== 0) return difference < 0
  }
  return false
}
