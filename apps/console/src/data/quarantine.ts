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

/** Counts by stage and code, or by field as well. */
export async function groupQuarantine(
  filter: QuarantineFilter,
  group: 'code' | 'field',
  signal?: AbortSignal,
): Promise<RefusalGroup[]> {
  const { groups = [] } = await client.request(listRoute, { query: { ...filter, group }, signal })
  return groups
}

export async function listQuarantine(
  filter: QuarantineFilter,
  cursor: string | undefined,
  signal?: AbortSignal,
): Promise<RefusalPage> {
  const query = { ...filter, limit: 20, cursor }
  const { records = [], next = null } = await client.request(listRoute, { query, signal })
  return { records, next }
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
