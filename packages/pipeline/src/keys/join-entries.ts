import { digestOrder } from './digest-order.ts'
import { deletion, ownWords, readWords, wordBytes, writeWords } from './entry.ts'

/**
 * Own entries of a chunk that was made in pieces, as if it had been made at once.
 * @param pieces in order, each with how many rows it stores
 */
export function joinEntries(pieces: readonly { entries: Uint8Array; rows: number }[]): Uint8Array {
  const bytes = pieces.reduce((sum, { entries }) => sum + entries.byteLength, 0)
  const words = new Uint32Array(bytes / wordBytes)
  let places = 0
  let rowsBefore = 0
  for (const { entries, rows } of pieces) {
    const from = places * ownWords
    const to = readWords(entries, words, from, ownWords, ownWords)
    for (let at = from; at < to; at += ownWords) {
      words[at + 6]! += places
      if (words[at + 7] !== deletion) words[at + 7]! += rowsBefore
    }
    places = to / ownWords
    rowsBefore += rows
  }
  // Of the same key, those of an earlier piece come first, as they are.
  return writeWords(words, ownWords, digestOrder(words, ownWords, places))
}
