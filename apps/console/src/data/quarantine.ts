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
import { client } from './client.ts'

const listRoute = 'GET /api/quarantine'
/** Answers 202 with the new runs, and 200 to a dry run. */
const replayRoute = 'POST /api/quarantine/replay'

export type QuarantineFilter = Pick<QueryOf<typeof listRoute>, 'run' | 'dataset' | 'stage' | 'code' | 'field' | 'state'>

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

/** Each looks at some ten thousand refusals. */
const mostPages = 5

/** Counts by stage and code, or by field as well; the most frequent first. */
export async function groupQuarantine(
  filter: QuarantineFilter,
  group: 'code' | 'field',
  signal?: AbortSignal,
): Promise<RefusalCounts> {
  const sums = new Map<string, RefusalGroup>()
  let cursor: string | undefined
  for (let page = 0; page === 0 || (cursor !== undefined && page < mostPages); page += 1) {
    const { groups = [], next } = await client.request(listRoute, { query: { ...filter, group, cursor }, signal })
    for (const each of groups) {
      const key = `${each.stage} ${each.code} ${each.field}`
      sums.set(key, { ...each, count: each.count + (sums.get(key)?.count ?? 0) })
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

export function tryReplay(wanted: Patched): Promise<QuarantineDryRun> {
  return client.request<typeof replayRoute, 200>(replayRoute, { body: { ...wanted, dryRun: true } })
}

export function replayQuarantined(wanted: Patched): Promise<QuarantineReplay> {
  return client.request(replayRoute, { body: wanted })
}

export function discardQuarantined(selection: QuarantineSelection, reason: string): Promise<QuarantineDiscard> {
  return client.request('POST /api/quarantine/discard', { body: { ...selection, ...(reason && { reason }) } })
}
