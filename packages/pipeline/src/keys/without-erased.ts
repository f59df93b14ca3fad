import { digestOrder, isSameDigest } from './digest-order.ts'
import { contentAt, deletion, indexWords, readWords, wordBytes } from './entry.ts'

const [versionAt, ordinalAt, rowAt] = [6, 7, 8]
const entryBytes = indexWords * wordBytes
/** What becomes of an entry; of most, nothing. */
const [goes, isDeleted] = [1, 2]

/**
 * Entries of a dataset's index without rows that are erased. Of a key of which nothing else is left, its entries go; of another, the
 * row counts as deleted by its version, so that what it took the place of does not come back.
 * @param segments all that there is of some digests
 * @returns what is left of each, in order: the same bytes where nothing of it has changed
 * Throws when they are damaged.
 */
export function withoutErased(
  segments: readonly Uint8Array[],
  isErased: (version: number, ordinal: number, row: number) => boolean,
): Uint8Array[] {
  const words = new Uint32Array(segments.reduce((sum, { byteLength }) => sum + byteLength, 0) / wordBytes)
  let end = 0
  for (const segment of segments) end = readWords(segment, words, end, indexWords, indexWords)
  const erased = new Uint8Array(end / indexWords)
  let some = 0
  for (let at = 0, nth = 0; at < end; at += indexWords, nth++) {
    if (!isErased(words[at + versionAt]!, words[at + ordinalAt]!, words[at + rowAt]!)) continue
    erased[nth] = 1
    some++
  }
  if (some === 0) return [...segments]
  const fates = fatesOf(words, erased)
  let from = 0
  return segments.map((segment) => {
    const count = segment.byteLength / entryBytes
    const own = fates.subarray(from, (from += count))
    return own.some((fate) => fate !== 0) ? withFates(segment, own) : segment
  })
}

function fatesOf(words: Uint32Array, erased: Uint8Array): Uint8Array {
  const order = digestOrder(words, indexWords, erased.length)
  const fates = new Uint8Array(erased.length)
  for (let first = 0, next = 0; first < order.length; first = next) {
    let some = 0
    let left = 0
    for (next = first; next < order.length; next++) {
      const entry = order[next]!
      if (!isSameDigest(words, order[first]! * indexWords, entry * indexWords)) break
      if (erased[entry]) some++
      else if (words[entry * indexWords + rowAt] !== deletion) left++
    }
    if (some === 0) continue
    for (let at = first; at < next; at++) {
      const entry = order[at]!
      if (left === 0) fates[entry] = goes
      else if (erased[entry]) fates[entry] = isDeleted
    }
  }
  return fates
}

function withFates(segment: Uint8Array, fates: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(segment.byteLength)
  const view = new DataView(bytes.buffer)
  let to = 0
  for (let nth = 0; nth < fates.length; nth++) {
    if (fates[nth] === goes) continue
    bytes.set(segment.subarray(nth * entryBytes, (nth + 1) * entryBytes), to)
    if (fates[nth] === isDeleted) {
      bytes.fill(0, to + contentAt * wordBytes, to + versionAt * wordBytes)
      view.setUint32(to + ordinalAt * wordBytes, 0)
      view.setUint32(to + rowAt * wordBytes, deletion)
    }
    to += entryBytes
  }
  return bytes.subarray(0, to)
}
