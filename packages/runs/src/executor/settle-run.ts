import {
  digestId,
  indexBytes,
  inRanges,
  ownBytes,
  type OwnEntries,
  type Settlement,
  type Settling,
} from '@syndicate/catalog'
import { ProblemError, type Recipe } from '@syndicate/contracts'
import { entriesBetween, settleKeys } from '@syndicate/pipeline'
import { reach } from '../faults/fail-point.ts'
import { rangeBytes, rangesOver, type KeyRange } from './key-ranges.ts'
import { mergeKeys } from './merge-keys.ts'
import { refusalsByKey } from './refuse-by-key.ts'
import { createRowMarks, type RowMarks } from './row-marks.ts'
import type { TaskContext } from './run-task.ts'
import { standingEntries } from './standing-entries.ts'
import type { ResultOf, SettleTask } from './task.ts'

/** Keys that are looked up one by one; of more, the index is read from end to end. */
const mostLookups = 1000
/** Segments up to so many entries are merged at once by whoever has made the last of them, in entries. */
const mergedHere = 32 * 1024
/** Records of a run that are refused for the sake of their keys: more of them are no mistake of theirs. */
const mostRefused = 1_000_000

/** What settling comes to, range by range. */
interface Tally {
  /** Rows that do not count, of the run and of what was live, and of them those that are to be refused. */
  marks: RowMarks
  refused: RowMarks
  changes: Settlement['changes']
  duplicate: number
}

/**
 * Merges what the chunks of a run hold by key with each other and with what is live, one range of digests at a time, and
 * ends the run with what comes of it.
 */
export async function settleRun(context: TaskContext, { run, epoch }: SettleTask): Promise<ResultOf['settle']> {
  const { catalog, work } = context
  const settling = await catalog.keys.begin(run, epoch)
  if (!settling) return 'gone'
  const recipe = work((compiled) => compiled.recipe)
  const { refused, marks, ...settled } = await settleRanges(context, settling, recipe)
  await reach('settle.merged')
  const frames = await refusalsByKey(context, settling, refused)
  const finished = await catalog.keys.finish(settling, { ...settled, ...frames, marks: marks.listed() })
  if (typeof finished === 'object') {
    await reach('publish.committed')
    if (settling.mode === 'upsert') await mergeSmall(context, settling.dataset)
  }
  return finished
}

async function settleRanges(
  context: TaskContext,
  settling: Settling,
  { onDuplicate = 'last' }: Recipe,
): Promise<Tally & Pick<Settlement, 'version' | 'segment' | 'read'>> {
  const { catalog, work } = context
  const { run, dataset, entries, lineage, asOf } = settling
  const { segments } = catalog.keys
  const upserts = settling.mode === 'upsert'
  const version = settling.lastVersion + 1
  const isLive = inRanges(lineage)
  const live = upserts ? await segments.of(dataset) : []
  const segment = upserts ? await segments.open(dataset, run) : null
  const ids = live.map(({ id }) => id)
  const looksUp = entries <= mostLookups
  const liveBytes = looksUp ? 0 : live.reduce((sum, one) => sum + one.entries * indexBytes, 0)
  const tally: Tally = {
    marks: createRowMarks(),
    refused: createRowMarks(),
    changes: { inserted: 0, updated: 0, deleted: 0, unchanged: 0 },
    duplicate: 0,
  }
  for (const key of rangesOver(entries * ownBytes + liveBytes)) {
    const { range, from, to } = key
    const mine = await standing(context, settling, { key, onDuplicate, version, tally })
    const digests = looksUp ? digestsOf(mine) : undefined
    const theirs = live.length > 0 ? await segments.read(dataset, { ...range, digests }, ids) : []
    const added = work(() => {
      const settled = settleKeys({
        own: mine,
        live: theirs.map((some) => entriesBetween(some, indexBytes, from, to)),
        isLive,
        onDuplicate,
        upserts,
        version,
        ...(asOf !== null && { asOf }),
      })
      enter(tally, settled, version)
      for (const [of, chunks] of settled.superseded) for (const [at, rows] of chunks) tally.marks.add(of, at, rows)
      for (const what of ['inserted', 'updated', 'deleted', 'unchanged'] as const)
        tally.changes[what] += settled.counts[what]
      return settled.added
    })
    if (segment !== null && added.length > 0) await segments.add(segment, added)
  }
  return { ...tally, version, segment, read: ids }
}

interface RangeOfRun {
  key: KeyRange
  onDuplicate: NonNullable<Recipe['onDuplicate']>
  version: number
  tally: Tally
}

/**
 * The entries of a run within a range. Where very many are of few keys, some that another of the run stands for are left out, and
 * entered: the order is kept, so that it comes to the same.
 */
async function standing(
  { catalog, work }: TaskContext,
  { run }: Settling,
  { key: { range, from, to }, onDuplicate, version, tally }: RangeOfRun,
): Promise<OwnEntries[]> {
  let mine: OwnEntries[] = []
  let bytes = 0
  for await (const some of catalog.keys.own(run, range, rangeBytes)) {
    for (const { ordinal, entries } of some) {
      const within = entriesBetween(entries, ownBytes, from, to)
      if (within.length > 0) mine.push({ ordinal, entries: within })
      bytes += within.length
    }
    if (bytes <= 2 * rangeBytes) continue
    mine = work(() => {
      const settled = settleKeys({ own: mine, live: [], isLive: () => false, onDuplicate, upserts: false, version })
      enter(tally, settled, version)
      return standingEntries(mine, settled)
    })
    bytes = mine.reduce((sum, { entries }) => sum + entries.length, 0)
  }
  return mine
}

/** Enters rows of the run for which others stand. Throws grown-too-large. */
function enter(tally: Tally, { duplicates, refused, counts }: ReturnType<typeof settleKeys>, version: number): void {
  for (const [ordinal, rows] of duplicates) tally.marks.add(version, ordinal, rows)
  tally.duplicate += counts.duplicate
  for (const [ordinal, all] of refused) {
    const rows = all.map(({ row }) => row)
    tally.marks.add(version, ordinal, rows)
    tally.refused.add(version, ordinal, rows)
  }
  if (tally.refused.size > mostRefused)
    throw new ProblemError(
      'grown-too-large',
      `More than ${mostRefused} records have a key that another record of the run has; see with a few of them whether the key is right`,
    )
}

/** Ascending, each once. */
function digestsOf(chunks: OwnEntries[]): string[] {
  const digests = new Set<string>()
  for (const { entries } of chunks)
    for (let at = 0; at < entries.length; at += ownBytes) digests.add(digestId(entries, at))
  return [...digests].toSorted()
}

/** The run has ended, and what is not merged here is merged later. */
async function mergeSmall({ catalog, work }: TaskContext, dataset: string): Promise<void> {
  try {
    while (await mergeKeys(catalog, dataset, { work: (merge) => work(() => merge()), most: mergedHere }));
  } catch {
    // As above.
  }
}
