import type { QuarantinedRecord, RefusalCode, Stage } from '@syndicate/contracts'
import type { Sql } from '../connect.ts'
import { matching, stateOf, type QuarantineFilter } from './conditions.ts'

type Row = Omit<QuarantinedRecord, 'createdAt' | 'discardedAt'> & { createdAt: Date; discardedAt: Date | null }

export function createQuarantineReader(sql: Sql) {
  return {
    /** In the order of their ids; the last id of a page is the cursor to the next. */
    async list(
      filter: QuarantineFilter & { limit: number; cursor?: string },
    ): Promise<{ records: QuarantinedRecord[]; next: string | null }> {
      const rows = await sql<Row[]>`
        select quarantine.id, run_id as "runId", dataset, position, stage, code, reason, original, encoding, record,
          ${stateOf(sql)} as state, attempt, replay_run as "replayRun", discarded_at as "discardedAt",
          discarded_by as "discardedBy", discard_reason as "discardReason", quarantine.created_at as "createdAt"
        from quarantine join runs on runs.id = run_id
        where ${matching(sql, filter)} ${filter.cursor ? sql`and quarantine.id > ${filter.cursor}` : sql``}
        order by quarantine.id limit ${filter.limit + 1}`
      const records = rows.slice(0, filter.limit).map((row) => ({
        ...row,
        createdAt: row.createdAt.toISOString(),
        discardedAt: row.discardedAt?.toISOString() ?? null,
      }))
      return { records, next: rows.length > filter.limit ? records.at(-1)!.id : null }
    },

    async groups(filter: QuarantineFilter): Promise<{ stage: Stage; code: RefusalCode; count: number }[]> {
      return sql`
        select stage, code, count(*)::bigint as count from quarantine join runs on runs.id = run_id
        where ${matching(sql, filter)} group by stage, code order by count(*) desc, code`
    },
  }
}
