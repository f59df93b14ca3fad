import type { AcceptedRun, Run } from '@syndicate/contracts'
import { client } from './client.ts'
import type { Page } from './page.ts'

export interface RunFilter {
  q?: string | undefined
  state?: string | undefined
  pipeline?: string | undefined
  dataset?: string | undefined
  since?: string | undefined
}

export function listRuns(
  filter: RunFilter,
  page: { limit: number; cursor?: string },
  signal?: AbortSignal,
): Promise<Page<'runs', Run>> {
  return client.request('GET', '/api/runs', { query: { ...filter, ...page }, ...(signal && { signal }) })
}

export function showRun(id: string, signal?: AbortSignal): Promise<Run> {
  return client.request('GET', `/api/runs/${encodeURIComponent(id)}`, { ...(signal && { signal }) })
}

export function cancelRun(id: string): Promise<Run> {
  return client.run(id).cancel()
}

export function replayRun(id: string): Promise<AcceptedRun> {
  return client.run(id).replay()
}
