import { indexBytes, inRanges, toMerge, type Catalog, type Segment } from '@syndicate/catalog'
import { entriesBetween, mergeSegments } from '@syndicate/pipeline'
import { rangesOver } from './key-ranges.ts'

interface MergeOptions {
  /** Runs what takes a while, under the watch of the clock. */
  work: <T>(merge: () => T) => T
  /** Entries it may take. @default without limit */
  most?: number
}

/**
 * Merges segments of the index of a dataset's rows by key, where there are many of about a size: who looks a key up looks into each. What
 * no version needs that is kept is left out. @returns whether it did
 */
export async function mergeKeys(catalog: Catalog, dataset: string, { work, most }: MergeOptions): Promise<boolean> {
  const { segments } = catalog.keys
  const parts = toMerge(await segments.of(dataset), most)
  if (parts.length === 0) return false
  const { kept, inAll } = await segments.kept(dataset)
  const [isKept, isInAll] = [inRanges(kept), inRanges(inAll)]
  const ids = parts.map(({ id }) => id)
  const merged = await segments.open(dataset, null)
  for (const { range, from, to } of rangesOver(bytesOf(parts))) {
    const read = await segments.read(dataset, range, ids)
    const entries = work(() =>
      mergeSegments(
        read.map((some) => entriesBetween(some, indexBytes, from, to)),
        isKept,
        isInAll,
      ),
    )
    await segments.add(merged, entries)
  }
  return segments.replace(merged, parts)
}

function bytesOf(segments: Segment[]): number {
  return segments.reduce((sum, { entries }) => sum + entries * indexBytes, 0)
}
