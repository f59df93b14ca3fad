import type { AnswerTo, QueryOf } from '@syndicate/contracts'
import { pathTo } from '@syndicate/contracts/path-to'
import { client } from './client.ts'

type Query = QueryOf<'GET /api/audit'>

export type AuditFilter = Omit<Query, 'limit' | 'cursor'>

/** Most that one answer has. */
const mostAtOnce = 1000

export function listAudit(
  filter: AuditFilter,
  page: Pick<Query, 'limit' | 'cursor'>,
  signal?: AbortSignal,
): Promise<AnswerTo<'GET /api/audit'>> {
  return client.request('GET /api/audit', { query: { ...filter, ...page }, signal })
}

/** Where the newest of these entries are to be had as they are. */
export function auditAsJson(filter: AuditFilter): string {
  return pathTo('GET /api/audit', { query: { ...filter, limit: mostAtOnce } })
}
