/**
 * What a chunk, or a dataset, holds by key: entries of a fixed width, numbers in big endian, so that bytes sort as numbers do.
 *
 * - own entry, of a chunk (32 bytes): digest of the key 16 · digest of the row 8 · place 4, in the order of rows and deletions · row 4
 * - index entry, of a segment (36 bytes): digest of the key 16 · digest of the row 8 · version 4 · ordinal 4 · row 4
 */
export const ownWords = 8
export const indexWords = 9
export const wordBytes = 4
/** Stands for a row that is to be taken away, or was. */
export const deletion = 0xffff_ffff

/** Where the digest of the row begins, in words. */
export const contentAt = 4

/** Entries of either kind as words. The bytes may begin anywhere, as those that a database gives do. */
export function readWords(
  bytes: Uint8Array,
  words: Uint32Array,
  at: number,
  wordsEach: number,
  roomEach: number,
): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entryBytes = wordsEach * wordBytes
  if (bytes.byteLength % entryBytes !== 0)
    throw new Error(`Damaged entries: ${bytes.byteLength} bytes are no whole entries of ${entryBytes}`)
  let to = at
  for (let from = 0; from < bytes.byteLength; from += entryBytes, to += roomEach)
    for (let word = 0; word < wordsEach; word++) words[to + word] = view.getUint32(from + word * wordBytes)
  return to
}

/** The entries of an order, as bytes. */
export function writeWords(words: Uint32Array, wordsEach: number, order: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(order.length * wordsEach * wordBytes)
  const view = new DataView(bytes.buffer)
  let to = 0
  for (let at = 0; at < order.length; at++) {
    const from = order[at]! * wordsEach
    for (let word = 0; word < wordsEach; word++, to += wordBytes) view.setUint32(to, words[from + word]!)
  }
  return bytes
}
