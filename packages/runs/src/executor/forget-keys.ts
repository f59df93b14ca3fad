import { indexBytes, type Catalog, type ReplacedSegment, type TakenErasure } from '@syndicate/catalog'
import { entriesBetween, withoutErased } from '@syndicate/pipeline'
import { rangesOver } from './key-ranges.ts'
import { createRowMarks } from './row-marks.ts'

interface ForgetOptions {
  /** Runs what takes a while, under the watch of the clock. */
  work: <T>(forget: () => T) => T
}

/**
 * Makes segments of a dataset's index of keys anew without rows that an erasure has found, or a record that comes again unchanged would
 * count as there. Readers see nothing of it before the erasure is applied. What it needs grows with a bit a row.
 * @returns which segments are to be replaced by which; null where some went while they were read: they were merged
 */
export async function forgetKeys(
  catalog: Catalog,
  erasure: TakenErasure,
  { work }: ForgetOptions,
): Promise<ReplacedSegment[] | null> {
  const { segments } = catalog.keys
  // Only what is there now can have them: what is published from here on is no row that was found. Asked first: versions are numbered
  // anew where a dataset is deleted meanwhile, and then none of these is there in the end.
  const inUse = await segments.of(erasure.dataset)
  const erased = createRowMarks()
  for await (const { version, ordinal, rows } of catalog.erasures.finds(erasure)) erased.add(version, ordinal, rows)
  const all = erased.size === 0 ? [] : inUse.filter(({ entries }) => entries > 0)
  const ranges = rangesOver(all.reduce((sum, { entries }) => sum + entries * indexBytes, 0))
  const touched = new Set<number>()
  for (const one of ranges) {
    if (touched.size === all.length) break
    for (const { id, isChanged } of await leftOf(one)) if (isChanged) touched.add(id)
  }
  const made: ReplacedSegment[] = []
  try {
    for (const id of touched) made.push({ segment: id, by: await segments.open(erasure.dataset, null) })
    for (const one of made.length > 0 ? ranges : []) {
      const left = new Map((await leftOf(one)).map(({ id, entries }) => [id, entries]))
      for (const { segment, by } of made) {
        const entries = left.get(segment)
        if (entries && entries.length > 0) await segments.add(by, entries)
      }
    }
    // Of one that went, not all was seen: what it had of a key would count as gone.
    const there = new Set((await segments.of(erasure.dataset)).map(({ id }) => id))
    if (all.every(({ id }) => there.has(id))) return made
    await catalog.erasures.forgo(made)
    return null
  } catch (error) {
    await catalog.erasures.forgo(made).catch(() => {})
    throw error
  }

  /** One by one, for what is read does not say of which it is. */
  async function leftOf({ range, from, to }: (typeof ranges)[number]) {
    const ids: number[] = []
    const found: Uint8Array[] = []
    for (const { id } of all) {
      const [some] = await segments.read(erasure.dataset, range, [id])
      if (!some) continue
      ids.push(id)
      found.push(entriesBetween(some, indexBytes, from, to))
    }
    const left = work(() => withoutErased(found, erased.has))
    return left.map((entries, nth) => ({ id: ids[nth]!, entries, isChanged: entries !== found[nth] }))
  }
}
