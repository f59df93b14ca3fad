import type { OnDuplicate } from '@syndicate/contracts'
import { digestOrder, isSameDigest } from './digest-order.ts'
import { contentAt, deletion, indexWords, ownWords, readWords, wordBytes, writeWords } from './entry.ts'
import { remembered } from './remembered.ts'
import { RowLists } from './row-lists.ts'

export interface KeysToSettle {
  /** Own entries of the run's chunks, each sorted: those within one range of digests. */
  own: { ordinal: number; entries: Uint8Array }[]
  /** Index entries of the same range: of each segment, sorted. Empty where rows of other runs do not matter. */
  live: Uint8Array[]
  /** Whether a version is in the lineage that is looked at. */
  isLive: (version: number) => boolean
  onDuplicate: OnDuplicate
  /** Whether rows take the place of what is live (and unchanged ones are duplicates). */
  upserts: boolean
  /** The version that the run will be. */
  version: number
  /** With upsert: what is live, or was taken away, by a version after this one stays so, and the run's row is a duplicate. */
  asOf?: number
}

export interface SettledKeys {
  /** Rows of the run that do not count, by ordinal, ascending. */
  duplicates: Map<number, number[]>
  /** With `refuse`: rows to be refused instead, ascending by row, and the row that stands; of 0xffffffff, a deletion. */
  refused: Map<number, { row: number; first: { ordinal: number; row: number } }[]>
  /** Rows of earlier versions that do not count any more: by version, by ordinal, ascending. */
  superseded: Map<number, Map<number, number[]>>
  /** Index entries of the run (upsert alone: of rows that count, and deletions of what was live), sorted. */
  added: Uint8Array
  /** In rows; `duplicate` counts all in `duplicates`, the unchanged among them. */
  counts: { inserted: number; updated: number; deleted: number; unchanged: number; duplicate: number }
}

const [versionAt, ordinalAt, rowAt] = [6, 7, 8]

/**
 * Says of each key within a range of digests which row of a run stands for it, and with `upserts` what that means for the row
 * that was live. Of the entries of a key the last counts, or the first: a deletion counts as a row does.
 */
export function settleKeys(keys: KeysToSettle): SettledKeys {
  const { onDuplicate, upserts, version, asOf = Infinity } = keys
  const isLive = remembered(keys.isLive)
  const { words, ownCount, count } = gathered(keys)
  const order = digestOrder(words, indexWords, count)
  const duplicates = new RowLists()
  const superseded = new Map<number, RowLists>()
  const refused: SettledKeys['refused'] = new Map()
  const counts = { inserted: 0, updated: 0, deleted: 0, unchanged: 0, duplicate: 0 }
  // Written over what has been read of the order: never more than that.
  let added = 0

  const place = (at: number) => ({ ordinal: words[at + ordinalAt]!, row: words[at + rowAt]! })

  function settleOthers(first: number, end: number, stands: number): void {
    for (let at = first; at < end; at++) {
      const entry = order[at]! * indexWords
      if (entry === stands || words[entry + rowAt] === deletion) continue
      const { ordinal, row } = place(entry)
      if (onDuplicate !== 'refuse') duplicates.add(ordinal, row)
      else {
        const rows = refused.get(ordinal) ?? []
        refused.set(ordinal, rows)
        rows.push({ row, first: place(stands) })
      }
    }
  }

  /** The entry that says what is live of a key, or that nothing is; undefined where nothing ever was. */
  function newestLive(first: number, end: number): number | undefined {
    let newest: number | undefined
    for (let at = first; at < end; at++) {
      const entry = order[at]! * indexWords
      if (!isLive(words[entry + versionAt]!)) continue
      if (newest === undefined || words[entry + versionAt]! > words[newest + versionAt]!) newest = entry
    }
    return newest
  }

  function supersede(entry: number): void {
    const of = words[entry + versionAt]!
    const lists = superseded.get(of) ?? new RowLists()
    superseded.set(of, lists)
    lists.add(words[entry + ordinalAt]!, words[entry + rowAt]!)
  }

  /** @param stands the entry of the run that counts @param newest what is live */
  function upsert(stands: number, newest: number | undefined): void {
    const takesAway = words[stands + rowAt] === deletion
    const isThere = newest !== undefined && words[newest + rowAt] !== deletion
    if (newest !== undefined && words[newest + versionAt]! > asOf) {
      if (!takesAway) duplicates.add(words[stands + ordinalAt]!, words[stands + rowAt]!)
      return
    }
    if (takesAway) {
      if (!isThere) return
      counts.deleted++
    } else if (!isThere) counts.inserted++
    else if (isSameContent(words, stands, newest)) {
      counts.unchanged++
      return duplicates.add(words[stands + ordinalAt]!, words[stands + rowAt]!)
    } else counts.updated++
    if (isThere) supersede(newest)
    order[added++] = stands / indexWords
  }

  for (let first = 0, next = 0; first < count; first = next) {
    const digest = order[first]! * indexWords
    for (next = first + 1; next < count; next++) if (!isSameDigest(words, digest, order[next]! * indexWords)) break
    // Those of the run come first, by ordinal and place.
    let ownEnd = first
    while (ownEnd < next && order[ownEnd]! < ownCount) ownEnd++
    if (ownEnd === first) continue
    const stands = order[onDuplicate === 'last' ? ownEnd - 1 : first]! * indexWords
    if (ownEnd - first > 1) settleOthers(first, ownEnd, stands)
    if (upserts) upsert(stands, newestLive(ownEnd, next))
    else if (words[stands + rowAt] !== deletion) counts.inserted++
  }

  for (let entry = 0; entry < ownCount; entry++) words[entry * indexWords + versionAt] = version
  counts.duplicate = duplicates.size
  return {
    duplicates: duplicates.toMap(),
    refused: ascending(refused),
    superseded: new Map([...superseded].toSorted(([a], [b]) => a - b).map(([of, lists]) => [of, lists.toMap()])),
    added: writeWords(words, indexWords, order.subarray(0, added)),
    counts,
  }
}

/** All entries as words of index entries, those of the run first: by ordinal, and in each chunk by digest and place. */
function gathered({ own, live }: KeysToSettle): { words: Uint32Array; ownCount: number; count: number } {
  const entriesIn = (bytes: Uint8Array, words: number) => bytes.byteLength / (words * wordBytes)
  const ownCount = own.reduce((sum, { entries }) => sum + entriesIn(entries, ownWords), 0)
  const count = live.reduce((sum, entries) => sum + entriesIn(entries, indexWords), ownCount)
  const words = new Uint32Array(count * indexWords)
  let end = 0
  for (const { ordinal, entries } of own.toSorted((a, b) => a.ordinal - b.ordinal)) {
    const from = end
    end = readWords(entries, words, from, ownWords, indexWords)
    for (let at = from; at < end; at += indexWords) {
      words[at + rowAt] = words[at + ordinalAt]!
      words[at + ordinalAt] = ordinal
    }
  }
  for (const entries of live) end = readWords(entries, words, end, indexWords, indexWords)
  return { words, ownCount, count }
}

function isSameContent(words: Uint32Array, one: number, other: number): boolean {
  return (
    words[one + contentAt] === words[other + contentAt] && words[one + contentAt + 1] === words[other + contentAt + 1]
  )
}

function ascending(refused: SettledKeys['refused']): SettledKeys['refused'] {
  for (const rows of refused.values()) rows.sort((a, b) => a.row - b.row)
  return new Map([...refused].toSorted(([a], [b]) => a - b))
}
