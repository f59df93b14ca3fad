import { setImmediate as breathe } from 'node:timers/promises'
import type { QuarantineFilter, ReplayableRecord, ReplayTerms } from '@syndicate/catalog'
import type { DatasetMode, LeftRecords, PatchOperation, QuarantineSelection, Recipe } from '@syndicate/contracts'
import { compilePatch, mendRecord } from '@syndicate/pipeline'
import type { RunContext } from '../context.ts'

export interface QuarantineReplayRequest {
  selection: QuarantineSelection
  /** Changes each record before it goes through the pipeline again. */
  patch?: PatchOperation[] | undefined
  /** The pipelines as they are now, by name. */
  recipes: Readonly<Record<string, Recipe>>
  /** How many replays a record may go through. */
  maxReplays: number
}

/** Records for one run: those that came to the same dataset by the same pipeline. */
export interface ReplayBatch {
  recipe: Recipe
  dataset: string
  mode: DatasetMode
  ids: string[]
  /** In the same order, one line each, with their line feeds. */
  lines: string[]
}

export interface ReplayPlan {
  terms: ReplayTerms
  matched: number
  batches: ReplayBatch[]
  notReplayable: LeftRecords[]
  /** Whether there are more replayable records than one request takes. */
  more: boolean
}

/** What one request takes at most: as much as a process has room for beside its other work. */
const most = { records: 10_000, bytes: 16 * 1024 * 1024, batches: 50 }
/** Records mended before others have their turn. */
const atOnce = 200

/** Finds the records to replay and mends them; claims and changes nothing. Throws validation-failed. */
export async function planQuarantineReplay(ctx: RunContext, request: QuarantineReplayRequest): Promise<ReplayPlan> {
  const { selection, recipes, maxReplays } = request
  const filter = filterOf(selection)
  const patch = request.patch && compilePatch(request.patch)
  const terms = { maxReplays, pipelines: Object.keys(recipes), replaced: patch?.replacesAll ?? false }
  const { replayable, left } = await ctx.catalog.quarantine.weigh(filter, terms)
  const mostBytes = Math.min(most.bytes, ctx.limits.maxInputBytes)
  const { records, damaged } =
    replayable === 0
      ? { records: [], damaged: 0 }
      : await ctx.catalog.quarantine.replayable(filter, terms, { records: most.records, bytes: mostBytes })

  const batches = new Map<string, ReplayBatch>()
  const failed = { unreadable: damaged, 'patch-failed': 0 }
  let bytes = 0
  let taken = 0
  for (const record of records) {
    const batch = batchOf(batches, record, recipes)
    if (!batch) break
    const mended = mendRecord(record.text, patch, ctx.limits.cut.maxRecordBytes)
    if ('line' in mended) {
      bytes += Buffer.byteLength(mended.line) + 1
      if (bytes > mostBytes && taken > 0) break
      batch.ids.push(record.id)
      batch.lines.push(`${mended.line}\n`)
    } else failed[mended.left]++
    if (++taken % atOnce === 0) await breathe()
  }
  const missing = selection.ids ? selection.ids.length - replayable - sum(left) : 0
  return {
    terms,
    matched: replayable + sum(left),
    batches: [...batches.values()].filter(({ ids }) => ids.length > 0),
    notReplayable: [
      ...left,
      { reason: 'unreadable' as const, count: failed.unreadable },
      { reason: 'patch-failed' as const, count: failed['patch-failed'] },
      { reason: 'not-found' as const, count: missing },
    ].filter(({ count }) => count > 0),
    more: replayable > taken + damaged,
  }
}

export function filterOf({ ids, filter }: QuarantineSelection): QuarantineFilter {
  return ids ? { ids } : { ...filter }
}

/** @returns null when this request has batches enough */
function batchOf(
  batches: Map<string, ReplayBatch>,
  { pipeline, dataset, mode }: ReplayableRecord,
  recipes: QuarantineReplayRequest['recipes'],
): ReplayBatch | null {
  const key = `${pipeline} ${dataset}`
  const known = batches.get(key)
  if (known) return known
  if (batches.size === most.batches) return null
  const batch = { recipe: recipes[pipeline]!, dataset, mode, ids: [], lines: [] }
  batches.set(key, batch)
  return batch
}

function sum(left: LeftRecords[]): number {
  return left.reduce((total, { count }) => total + count, 0)
}
