import type {
  AcceptedRun,
  AnswerTo,
  QueryOf,
  Run,
  RunSelection,
  RunsDealtWith,
  RunsReplay,
  RunsReplayDryRun,
} from '@syndicate/contracts'
import { client } from './client.ts'

type Query = QueryOf<'GET /api/runs'>

export type RunFilter = Omit<Query, 'limit' | 'cursor'>

export function listRuns(
  filter: RunFilter,
  page: Pick<Query, 'limit' | 'cursor'>,
  signal?: AbortSignal,
): Promise<AnswerTo<'GET /api/runs'>> {
  return client.request('GET /api/runs', { query: { ...filter, ...page }, signal })
}

export function showRun(id: string, signal?: AbortSignal): Promise<Run> {
  return client.request('GET /api/runs/:id', { params: { id }, signal })
}

export function cancelRun(id: string): Promise<Run> {
  return client.run(id).cancel()
}

export function replayRun(id: string): Promise<AcceptedRun> {
  return client.run(id).replay()
}

/** Marks runs as dealt with, or takes that back. */
export function markDealtWith(selection: RunSelection, isDealtWith: boolean): Promise<RunsDealtWith> {
  return client.request(isDealtWith ? 'POST /api/runs/deal-with' : 'POST /api/runs/reopen', { body: selection })
}

/** Answers 202 with the new runs, and 200 to a dry run. */
const replayRoute = 'POST /api/runs/replay'

export function replayRuns(selection: RunSelection): Promise<RunsReplay> {
  return client.request(replayRoute, { body: selection })
}

export function tryReplayRuns(selection: RunSelection, signal?: AbortSignal): Promise<RunsReplayDryRun> {
  return client.request<typeof replayRoute, 200>(replayRoute, { body: { ...selection, dryRun: true }, signal })
}
