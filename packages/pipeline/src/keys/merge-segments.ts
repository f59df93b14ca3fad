import { digestOrder, isSameDigest } from './digest-order.ts'
import { indexWords, readWords, wordBytes, writeWords } from './entry.ts'
import { remembered } from './remembered.ts'

const versionAt = 6

/**
 * One segment of several.
 * @param isKept whether anybody may still look at a version: entries of others are left out
 * @param isInAll whether it is in every lineage that is kept: what an entry of such a version replaces is left out
 */
export function mergeSegments(
  segments: Uint8Array[],
  isKept: (version: number) => boolean,
  isInAll: (version: number) => boolean,
): Uint8Array {
  const [kept, inAll] = [remembered(isKept), remembered(isInAll)]
  const bytes = segments.reduce((sum, { byteLength }) => sum + byteLength, 0)
  const words = new Uint32Array(bytes / wordBytes)
  let end = 0
  for (const segment of segments) end = readWords(segment, words, end, indexWords, indexWords)
  const order = digestOrder(words, indexWords, end / indexWords)
  const versionOf = (at: number) => words[order[at]! * indexWords + versionAt]!

  let taken = 0
  for (let first = 0, next = 0; first < order.length; first = next) {
    for (next = first + 1; next < order.length; next++)
      if (!isSameDigest(words, order[first]! * indexWords, order[next]! * indexWords)) break
    if (next - first > 1) newestFirst(order.subarray(first, next), words)
    for (let at = first; at < next; at++) {
      const version = versionOf(at)
      if (!kept(version)) continue
      order[taken++] = order[at]!
      if (inAll(version)) break
    }
  }
  return writeWords(words, indexWords, order.subarray(0, taken))
}

function newestFirst(order: Uint32Array, words: Uint32Array): void {
  order.sort((one, other) => words[other * indexWords + versionAt]! - words[one * indexWords + versionAt]!)
}
