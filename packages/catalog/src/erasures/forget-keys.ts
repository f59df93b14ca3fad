import type { Runner } from '../connect.ts'
import type { TakenErasure } from './erasure.ts'
import { entriesOf, entryBytes, isDeletion, rowName, withoutRows } from './index-entries.ts'

interface Block {
  segment: number
  first: string
  entries: Buffer
}

/** Blocks read at once. */
const atOnce = 50

/**
 * Takes rows that are being erased out of the dataset's index of keys, or a record that comes again unchanged would count as there.
 * Segments never change: those that had such rows are replaced, so that whoever has read them, to merge them or to settle
 * a run, finds them gone. Expects the dataset's row locked, and the rows in `erased_rows`.
 */
export async function forgetKeys(tx: Runner, { dataset }: TakenErasure): Promise<void> {
  const [keyed] = await tx`select from key_segments where dataset = ${dataset} limit 1`
  if (!keyed) return
  const rows = await tx<{ version: number; ordinal: number; row: number }[]>`
    select version, ordinal, row_number as row from erased_rows where version is not null`
  const erased = new Set(rows.map(rowName))
  if (erased.size === 0) return
  const touched = new Set<string>()
  for await (const { entries } of blocksOf(tx, dataset))
    for (const entry of entriesOf(entries)) if (erased.has(rowName(entry))) touched.add(entry.digest)
  const keysGone = new Set(touched)
  const segments = new Set<number>()
  for await (const { segment, entries } of blocksOf(tx, dataset)) {
    for (const entry of entriesOf(entries)) {
      if (!touched.has(entry.digest)) continue
      segments.add(segment)
      if (!isDeletion(entry) && !erased.has(rowName(entry))) keysGone.delete(entry.digest)
    }
  }
  for (const segment of segments) await replaceSegment(tx, segment, erased, keysGone)
}

async function* blocksOf(tx: Runner, dataset: string, segment: number | null = null): AsyncGenerator<Block> {
  let last: Block | undefined
  for (;;) {
    const blocks: Block[] = await tx<Block[]>`
      select segment, first, key_blocks.entries from key_blocks join key_segments on key_segments.id = segment
      where dataset = ${dataset} and (${segment}::bigint is null or segment = ${segment})
        ${last ? tx`and (segment, first) > (${last.segment}::bigint, ${last.first}::uuid)` : tx``}
      order by segment, first limit ${atOnce}`
    if (blocks.length === 0) return
    yield* blocks
    last = blocks.at(-1)
  }
}

async function replaceSegment(
  tx: Runner,
  segment: number,
  erased: ReadonlySet<string>,
  keysGone: ReadonlySet<string>,
): Promise<void> {
  const [made] = await tx<{ id: number; dataset: string }[]>`
    insert into key_segments (dataset, versions, entries) select dataset, versions, entries from key_segments where id = ${segment}
    returning id, dataset`
  await tx`update key_blocks set segment = ${made!.id} where segment = ${segment}`
  await tx`delete from key_segments where id = ${segment}`
  let fewer = 0
  for await (const { first, entries } of blocksOf(tx, made!.dataset, made!.id)) {
    const left = withoutRows(entries, erased, keysGone)
    if (left.equals(entries)) continue
    fewer += (entries.length - left.length) / entryBytes
    await tx`update key_blocks set entries = ${left} where segment = ${made!.id} and first = ${first}`
  }
  await tx`update key_segments set entries = entries - ${fewer} where id = ${made!.id}`
}
