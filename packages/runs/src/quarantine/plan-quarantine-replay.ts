import { setImmediate } from 'node:timers/promises'
import type { QuarantineFilter, ReplayableRecord, ReplayTerms } from '@syndicate/catalog'
import {
  ProblemError,
  type DatasetMode,
  type LeftReason,
  type LeftRecords,
  type PatchOperation,
  type QuarantineSelection,
  type Recipe,
} from '@syndicate/contracts'
import { compilePatch, jsonOf, type Mended } from '@syndicate/pipeline'
import type { RunContext } from '../context.ts'
import { openBudget, type Budget } from './budget.ts'
import { mendByRow, type MendedRow } from './mended-rows.ts'

export interface QuarantineReplayRequest {
  selection: QuarantineSelection
  /** Records of others are not found; null: of any. */
  datasets?: readonly string[] | null
  /** Changes each record before it goes through the pipeline again. */
  patch?: PatchOperation[] | undefined
  /** Instead of a patch: what each record is to be, by its id. Those that this changes nothing of are left. */
  rows?: ReadonlyMap<string, MendedRow> | undefined
  /** The pipelines as they are now, by name. */
  recipes: Readonly<Record<string, Recipe>>
  /** How many replays a record may go through. */
  maxReplays: number
}

/** Records for one run: those that came to the same dataset by the same pipeline, and with `upsert` in the same run. */
export interface ReplayBatch {
  recipe: Recipe
  dataset: string
  mode: DatasetMode
  ids: string[]
  /** In the same order, one line each, with their line feeds. */
  lines: string[]
  /** What they were. */
  records: ReplayableRecord[]
}

export interface ReplayPlan {
  terms: ReplayTerms
  matched: number
  batches: ReplayBatch[]
  notReplayable: LeftRecords[]
  /** Those that could not be mended, and why. */
  failed: { record: ReplayableRecord; reason: LeftReason }[]
  /** Whether there are more replayable records than one request takes. */
  more: boolean
  /** Whether the time was enough for all that it took. */
  complete: boolean
}

/** What one request takes at most: as much as a process has room for beside its other work. */
const most = { records: 10_000, bytes: 16 * 1024 * 1024, batches: 50 }
/** Records mended in one go, away from the thread that answers. */
const together = { records: 500, chars: 512 * 1024 }
/** Mended by rows between two looks at others, in characters; no longer record comes in a sheet. */
const rowCharsAtOnce = 256 * 1024
/** What comparing a cell takes, in the same coin. */
const cellChars = 32

/**
 * Finds the records to replay and mends them, as many as there is time for; claims and changes nothing. Throws
 * validation-failed, limits-exceeded.
 */
export async function planQuarantineReplay(
  ctx: RunContext,
  request: QuarantineReplayRequest,
  budget: Budget = openBudget(),
): Promise<ReplayPlan> {
  const { selection, datasets, recipes, maxReplays, rows } = request
  const filter = filterOf(selection, datasets)
  const patch = request.patch && compilePatch(request.patch)
  const patchJson = request.patch && jsonOf(request.patch)
  const terms = { maxReplays, pipelines: Object.keys(recipes), replaced: rows ? true : (patch?.replacesAll ?? false) }
  const { replayable, left, isCut = false } = await ctx.catalog.quarantine.weigh(filter, terms)
  const mostBytes = Math.min(most.bytes, ctx.limits.maxInputBytes)
  const { records, damaged } =
    replayable === 0
      ? { records: [], damaged: 0 }
      : await ctx.catalog.quarantine.replayable(filter, terms, { records: most.records, bytes: mostBytes })

  const batches = new Map<string, ReplayBatch>()
  const failed: ReplayPlan['failed'] = []
  let bytes = 0
  let taken = 0
  let isFull = false
  const maxChars = ctx.limits.cut.maxRecordBytes
  const mending = rows
    ? mendedByRows(records, rows, maxChars, budget)
    : mendedInOrder(ctx, records, patchJson, mostBytes, budget)
  for await (const [record, mended] of mending) {
    const batch = batchOf(batches, record, recipes)
    isFull = !batch
    if (!batch) break
    if ('line' in mended) {
      bytes += Buffer.byteLength(mended.line) + 1
      isFull = bytes > mostBytes && taken > 0
      if (isFull) break
      batch.ids.push(record.id)
      batch.lines.push(`${mended.line}\n`)
      batch.records.push(record)
    } else failed.push({ record, reason: mended.left })
    taken++
  }
  // Of ids that were not looked up, nobody knows.
  const missing = selection.ids && !isCut ? selection.ids.length - replayable - sum(left) : 0
  const countOf = (reason: LeftReason) => failed.filter((each) => each.reason === reason).length
  if (isCut && taken === 0) throw new ProblemError('too-broad', tooBroad(selection))
  return {
    terms,
    matched: replayable + sum(left),
    batches: [...batches.values()].filter(({ ids }) => ids.length > 0),
    notReplayable: [
      ...left,
      { reason: 'unreadable' as const, count: damaged + countOf('unreadable') },
      { reason: 'patch-failed' as const, count: countOf('patch-failed') },
      { reason: 'unchanged' as const, count: countOf('unchanged') },
      { reason: 'not-found' as const, count: missing },
    ].filter(({ count }) => count > 0),
    failed,
    more: isCut || replayable > taken + damaged,
    complete: isFull || taken === records.length,
  }
}

/** Records and what they become, until the time is up. Mending may take long, whatever a patch looks like. */
async function* mendedInOrder(
  ctx: RunContext,
  records: ReplayableRecord[],
  patch: string | undefined,
  mostChars: number,
  budget: Budget,
): AsyncGenerator<[ReplayableRecord, Mended]> {
  for (let at = 0; at < records.length && !budget.isSpent();) {
    const texts = textsFrom(records, at)
    const most = { ms: budget.leftMs(), chars: mostChars }
    const task = { texts, patch, maxChars: ctx.limits.cut.maxRecordBytes, most }
    const done = await ctx.executor.mend(task, budget.signal).catch((error: unknown) => {
      if (budget.isSpent()) return null
      throw error
    })
    if (!done) return
    for (const mended of done.result) yield [records[at++]!, mended]
  }
}

/** The same by what rows of a sheet say. A few at a time: this thread has others to answer. */
async function* mendedByRows(
  records: ReplayableRecord[],
  rows: ReadonlyMap<string, MendedRow>,
  maxChars: number,
  budget: Budget,
): AsyncGenerator<[ReplayableRecord, Mended]> {
  let chars = 0
  for (const record of records) {
    const row = rows.get(record.id)!
    chars += record.text.length + row.cells.length * cellChars
    if (chars > rowCharsAtOnce) {
      await setImmediate()
      if (budget.isSpent()) return
      chars = 0
    }
    const isLong = record.text.length > rowCharsAtOnce
    yield [record, isLong ? { left: 'unreadable' } : mendByRow(record, row, maxChars)]
  }
}

function textsFrom(records: ReplayableRecord[], from: number): string[] {
  const texts: string[] = []
  let chars = 0
  for (let at = from; at < records.length && texts.length < together.records && chars < together.chars; at++) {
    texts.push(records[at]!.text)
    chars += records[at]!.text.length
  }
  return texts
}

/** What to do where there is more than one request looks into, and nothing was found in that. */
export function tooBroad({ ids }: QuarantineSelection): string {
  const instead = ids ? 'name fewer records' : 'name a run, a dataset or a field as well'
  return `There is too much to look into: ${instead}`
}

export function filterOf(
  { ids, filter }: QuarantineSelection,
  datasets: readonly string[] | null = null,
): QuarantineFilter {
  return { ...(ids ? { ids } : filter), ...(datasets && { datasets }) }
}

/** @returns null when this request has batches enough */
function batchOf(
  batches: Map<string, ReplayBatch>,
  { pipeline, dataset, mode, runId }: ReplayableRecord,
  recipes: QuarantineReplayRequest['recipes'],
): ReplayBatch | null {
  // What came after it keeps its place where rows have keys: that depends on the run.
  const key = [pipeline, dataset, ...(mode === 'upsert' ? [runId] : [])].join(' ')
  const known = batches.get(key)
  if (known) return known
  if (batches.size === most.batches) return null
  const batch = { recipe: recipes[pipeline]!, dataset, mode, ids: [], lines: [], records: [] }
  batches.set(key, batch)
  return batch
}

function sum(left: LeftRecords[]): number {
  return left.reduce((total, { count }) => total + count, 0)
}
