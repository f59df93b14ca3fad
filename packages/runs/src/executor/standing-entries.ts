import { ownBytes, type OwnEntries } from '@syndicate/catalog'
import type { SettledKeys } from '@syndicate/pipeline'

const rowAt = 28

/** Entries of a run without those of rows for which others stand. Deletions stay: they say nothing of rows. */
export function standingEntries(
  chunks: OwnEntries[],
  { duplicates, refused }: Pick<SettledKeys, 'duplicates' | 'refused'>,
): OwnEntries[] {
  return chunks.flatMap(({ ordinal, entries }) => {
    const others = new Set([...(duplicates.get(ordinal) ?? []), ...(refused.get(ordinal) ?? []).map(({ row }) => row)])
    if (others.size === 0) return [{ ordinal, entries }]
    const view = new DataView(entries.buffer, entries.byteOffset, entries.byteLength)
    // Of its own, so that the one it was a part of is let go.
    const kept = new Uint8Array(entries.length)
    let end = 0
    for (let at = 0; at < entries.length; at += ownBytes) {
      if (others.has(view.getUint32(at + rowAt))) continue
      kept.set(entries.subarray(at, at + ownBytes), end)
      end += ownBytes
    }
    return end === 0 ? [] : [{ ordinal, entries: kept.slice(0, end) }]
  })
}
