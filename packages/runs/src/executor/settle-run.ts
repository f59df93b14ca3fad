import { digestId, inRanges, type Settlement, type Settling } from '@syndicate/catalog'
import type { Recipe } from '@syndicate/contracts'
import { entriesBetween, settleKeys, type SettledKeys } from '@syndicate/pipeline'
import { reach } from '../faults/fail-point.ts'
import { openPart } from '../parts/stored-part.ts'
import { rangesOver } from './key-ranges.ts'
import { mergeKeys } from './merge-keys.ts'
import { createRowMarks } from './row-marks.ts'
import type { TaskContext } from './run-task.ts'
import type { ResultOf, SettleTask } from './task.ts'

const own = 32
const index = 36
/** Keys that are looked up one by one; of more, the index is read from end to end. */
const mostLookups = 1000
/** Segments up to so many entries are merged at once by whoever has made the last of them, in entries. */
const mergedHere = 32 * 1024

type Refused = SettledKeys['refused'] extends Map<number, infer Rows> ? Map<number, Rows> : never

/**
 * Merges what the chunks of a run hold by key with each other and with what is live, one range of digests at a time, and
 * ends the run with what comes of it.
 */
export async function settleRun(context: TaskContext, { run, epoch }: SettleTask): Promise<ResultOf['settle']> {
  const { catalog, work } = context
  const settling = await catalog.keys.begin(run, epoch)
  if (!settling) return 'gone'
  const recipe = work((compiled) => compiled.recipe)
  const { refused, ...settled } = await settleRanges(context, settling, recipe)
  await reach('settle.merged')
  const frames = await framesOf(context, settling, refused)
  const finished = await catalog.keys.finish(settling, { ...settled, ...frames })
  if (typeof finished === 'object') {
    await reach('publish.committed')
    if (settling.mode === 'upsert') await mergeSmall(context, settling.dataset)
  }
  return finished
}

async function settleRanges(
  { catalog, work }: TaskContext,
  settling: Settling,
  { onDuplicate = 'last' }: Recipe,
): Promise<Omit<Settlement, 'refused' | 'refusals'> & { refused: Refused }> {
  const { run, dataset, entries, lineage, asOf } = settling
  const upserts = settling.mode === 'upsert'
  const version = settling.lastVersion + 1
  const isLive = inRanges(lineage)
  const live = upserts ? await catalog.keys.segments.of(dataset) : []
  const segment = upserts ? await catalog.keys.segments.open(dataset, run) : null
  const ids = live.map(({ id }) => id)
  const looksUp = entries <= mostLookups
  const marks = createRowMarks()
  const refused: Refused = new Map()
  const changes = { inserted: 0, updated: 0, deleted: 0, unchanged: 0 }
  let duplicate = 0
  const liveBytes = looksUp ? 0 : live.reduce((sum, one) => sum + one.entries * index, 0)
  for (const { range, from, to } of rangesOver(entries * own + liveBytes)) {
    const mine = (await catalog.keys.own(run, range))
      .map(({ ordinal, entries: some }) => ({ ordinal, entries: entriesBetween(some, own, from, to) }))
      .filter(({ entries: some }) => some.length > 0)
    const digests = looksUp ? digestsOf(mine.map(({ entries: some }) => some)) : undefined
    const theirs = live.length > 0 ? await catalog.keys.segments.read(dataset, { ...range, digests }, ids) : []
    const settled = work(() =>
      settleKeys({
        own: mine,
        live: theirs.map((some) => entriesBetween(some, index, from, to)),
        isLive,
        onDuplicate,
        upserts,
        version,
        ...(asOf !== null && { asOf }),
      }),
    )
    for (const [ordinal, rows] of settled.duplicates) marks.add(version, ordinal, rows)
    for (const [ordinal, rows] of settled.refused) {
      marks.add(
        version,
        ordinal,
        rows.map(({ row }) => row),
      )
      refused.set(ordinal, [...(refused.get(ordinal) ?? []), ...rows])
    }
    for (const [of, chunks] of settled.superseded) for (const [ordinal, rows] of chunks) marks.add(of, ordinal, rows)
    duplicate += settled.counts.duplicate
    for (const what of ['inserted', 'updated', 'deleted', 'unchanged'] as const) changes[what] += settled.counts[what]
    if (segment !== null && settled.added.length > 0) await catalog.keys.segments.add(segment, settled.added)
  }
  return { version, changes, duplicate, marks: marks.listed(), refused, segment, read: ids }
}

/** Ascending, each once. */
function digestsOf(chunks: Uint8Array[]): string[] {
  const digests = new Set<string>()
  for (const entries of chunks) for (let at = 0; at < entries.length; at += own) digests.add(digestId(entries, at))
  return [...digests].toSorted()
}

/** Makes refusals of rows whose key another has: their originals are in the parts that the chunks were made of. */
async function framesOf(
  { catalog, work, maxGrowth }: TaskContext,
  { run, inputId, firstChunk }: Settling,
  refused: Refused,
): Promise<Pick<Settlement, 'refused' | 'refusals'>> {
  const all: Settlement['refused'] = []
  let refusals = 0
  for (const [ordinal, rows] of refused) {
    const part = await catalog.inputs.part(inputId, firstChunk + ordinal)
    if (!part) throw new Error(`The part for chunk ${ordinal} is missing`)
    const whys = new Map(rows.map(({ row, first }) => [row, whyRefused(ordinal, first)]))
    const made = work(({ pipeline }) =>
      pipeline.transform(openPart('slice', part), { maxGrowth, refuses: (row) => whys.get(row) }),
    )
    const told = made.refused.filter(({ code }) => code === 'duplicate-key')
    if (told.length !== rows.length) throw new Error(`Chunk ${ordinal} was made of another part`)
    const chunk = { refused: told, counts: made.counts, madeOf: { partBytes: part.byteLength, maxGrowth } }
    all.push({ ordinal, frames: await catalog.keys.frames(run, chunk) })
    refusals += told.length
  }
  return { refused: all, refusals }
}

function whyRefused(ordinal: number, first: { ordinal: number; row: number }): string {
  const where = first.ordinal === ordinal ? 'before it' : `in chunk ${first.ordinal}`
  return `Another record ${where} has the same key`
}

/** The run has ended, and what is not merged here is merged later. */
async function mergeSmall({ catalog, work }: TaskContext, dataset: string): Promise<void> {
  try {
    while (await mergeKeys(catalog, dataset, { work: (merge) => work(() => merge()), most: mergedHere }));
  } catch {
    // As above.
  }
}
