import type {
  PatchOperation,
  QuarantinedRecord,
  QuarantineDiscard,
  QuarantineDryRun,
  QuarantineReplay,
  QuarantineSelection,
  RefusalCode,
  Stage,
} from '@syndicate/contracts'
import { client } from './client.ts'
import type { Page } from './page.ts'

export interface QuarantineFilter {
  run?: string | undefined
  dataset?: string | undefined
  stage?: string | undefined
  code?: string | undefined
  state?: string | undefined
}

export interface RefusalGroup {
  stage: Stage
  code: RefusalCode
  count: number
}

export async function groupQuarantine(filter: QuarantineFilter, signal?: AbortSignal): Promise<RefusalGroup[]> {
  const query = { ...filter, group: 'code' }
  const { groups } = await client.request<{ groups: RefusalGroup[] }>('GET', '/api/quarantine', {
    query,
    ...(signal && { signal }),
  })
  return groups
}

export function listQuarantine(
  filter: QuarantineFilter,
  cursor: string | undefined,
  signal?: AbortSignal,
): Promise<Page<'records', QuarantinedRecord>> {
  return client.request('GET', '/api/quarantine', {
    query: { ...filter, limit: 20, cursor },
    ...(signal && { signal }),
  })
}

type Patched = QuarantineSelection & { patch?: PatchOperation[] }

export function tryReplay(wanted: Patched): Promise<QuarantineDryRun> {
  return client.request('POST', '/api/quarantine/replay', { body: { ...wanted, dryRun: true } })
}

export function replayQuarantined(wanted: Patched): Promise<QuarantineReplay> {
  return client.request('POST', '/api/quarantine/replay', { body: wanted })
}

export function discardQuarantined(selection: QuarantineSelection, reason: string): Promise<QuarantineDiscard> {
  return client.request('POST', '/api/quarantine/discard', { body: { ...selection, ...(reason && { reason }) } })
}
