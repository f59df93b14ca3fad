import type {
  AnswerTo,
  PatchOperation,
  QuarantinedRecord,
  QuarantineDiscard,
  QuarantineDryRun,
  QuarantineReplay,
  QuarantineSelection,
  QueryOf,
} from '@syndicate/contracts'
import { pathTo } from '@syndicate/contracts/path-to'
import { client } from './client.ts'

const listRoute = 'GET /api/quarantine'
/** Answers 202 with the new runs, and 200 to a dry run. */
const replayRoute = 'POST /api/quarantine/replay'

export type QuarantineFilter = Pick<
  QueryOf<typeof listRoute>,
  'run' | 'dataset' | 'stage' | 'code' | 'field' | 'reason' | 'q' | 'state'
>

export type RefusalGroup = NonNullable<AnswerTo<typeof listRoute>['groups']>[number]

interface RefusalPage {
  records: QuarantinedRecord[]
  next: string | null
}

export interface RefusalCounts {
  groups: RefusalGroup[]
  /** False where there is more than was looked at: then the counts are of the newest. */
  isAll: boolean
}

/** Values at fault that are shown of a group. */
const mostValues = 5

/** What tells a group from the others. */
export function groupKey({ stage, code, field = null, reason = '' }: Omit<RefusalGroup, 'count'>): string {
  return JSON.stringify([stage, code, field, reason])
}

/** Each looks at some ten thousand refusals. */
const mostPages = 5

/** Counts by stage, code and field, or by reason as well; the most frequent first. */
export async function groupQuarantine(
  filter: QuarantineFilter,
  group: 'field' | 'reason',
  signal?: AbortSignal,
): Promise<RefusalCounts> {
  const sums = new Map<string, RefusalGroup>()
  let cursor: string | undefined
  for (let page = 0; page === 0 || (cursor !== undefined && page < mostPages); page += 1) {
    const { groups = [], next } = await client.request(listRoute, { query: { ...filter, group, cursor }, signal })
    for (const each of groups) {
      const key = groupKey(each)
      const known = sums.get(key)
      const values = [...new Set([...(known?.values ?? []), ...(each.values ?? [])])].slice(0, mostValues)
      sums.set(key, { ...each, values, count: each.count + (known?.count ?? 0) })
    }
    cursor = next ?? undefined
  }
  return { groups: [...sums.values()].toSorted((a, b) => b.count - a.count), isAll: cursor === undefined }
}

export async function listQuarantine(
  filter: QuarantineFilter,
  cursor: string | undefined,
  signal?: AbortSignal,
): Promise<RefusalPage> {
  let from = cursor
  for (let page = 0; ; page += 1) {
    const query = { ...filter, limit: 20, cursor: from }
    const { records = [], next = null } = await client.request(listRoute, { query, signal })
    // Where few of many are wanted, a page may be empty and others behind it not.
    if (records.length > 0 || next === null || page === mostPages) return { records, next }
    from = next
  }
}

/** A record with its texts in full, which a list cuts. @returns undefined when it is no longer there */
export async function showQuarantined(id: string, signal?: AbortSignal): Promise<QuarantinedRecord | undefined> {
  return (await client.request(listRoute, { query: { id }, signal })).records?.[0]
}

type Patched = QuarantineSelection & { patch?: PatchOperation[] }

/** @param nameFrom which of the records to name first */
export function tryReplay(wanted: Patched, nameFrom = 0): Promise<QuarantineDryRun> {
  return client.request<typeof replayRoute, 200>(replayRoute, { body: { ...wanted, dryRun: true, nameFrom } })
}

export function replayQuarantined(wanted: Patched): Promise<QuarantineReplay> {
  return client.request(replayRoute, { body: wanted })
}

export function discardQuarantined(selection: QuarantineSelection, reason: string): Promise<QuarantineDiscard> {
  return client.request('POST /api/quarantine/discard', { body: { ...selection, ...(reason && { reason }) } })
}

/** Answers 202 with the new runs, and 200 to a dry run. */
const mendRoute = 'POST /api/quarantine/mend'
const sheetHeaders = { 'content-type': 'text/csv' }

/** What would come of a mended file. @param nameFrom which of the records to name first */
export function tryMendedSheet(body: Blob, nameFrom = 0): Promise<QuarantineDryRun> {
  const query = { dryRun: 'true' as const, nameFrom }
  return client.request<typeof mendRoute, 200>(mendRoute, { body, headers: sheetHeaders, query })
}

export function replayMendedSheet(body: Blob): Promise<QuarantineReplay> {
  return client.request(mendRoute, { body, headers: sheetHeaders })
}

/** Where open refused records are to be had as a file for a spreadsheet. */
export function sheetAddress({ state: _state, ...filter }: QuarantineFilter): string {
  return pathTo('GET /api/quarantine/csv', { query: filter })
}
