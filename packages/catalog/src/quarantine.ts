import { newId, type QuarantinedRecord, type Refusal, type RefusalCode, type Stage } from '@syndicate/contracts'
import type { Fragment, Runner, Sql } from './connect.ts'

export interface QuarantineFilter {
  run?: string
  dataset?: string
  stage?: Stage
  code?: string
}

/**
 * An insert of refused records for the run that the statement named by `of` returns; part of a larger statement, so
 * that a chunk and its refusals are stored together or not at all.
 */
export function quarantineRows(sql: Runner, of: Fragment, refused: Refusal[]) {
  const rows = refused.map(storable)
  return sql`
    insert into quarantine (id, run_id, position, stage, code, reason, original, encoding)
    select row.id, ${of}.run_id, row.position, row.stage, row.code, row.reason, row.original, row.encoding
    from ${of}, unnest(
      ${rows.map(() => newId())}::uuid[], ${rows.map((row) => row.position)}::bigint[], ${rows.map((row) => row.stage)}::text[],
      ${rows.map((row) => row.code)}::text[], ${rows.map((row) => row.reason)}::text[],
      ${rows.map((row) => row.original)}::text[], ${rows.map((row) => row.encoding)}::text[]
    ) as row (id, position, stage, code, reason, original, encoding)`
}

/** PostgreSQL's text has no NUL: an original that holds one is kept in base64. */
function storable(refusal: Refusal): Refusal {
  const reason = refusal.reason.replaceAll('\0', '\u2400')
  if (!refusal.original.includes('\0')) return { ...refusal, reason }
  return { ...refusal, reason, original: Buffer.from(refusal.original).toString('base64'), encoding: 'base64' }
}

export function createQuarantine(sql: Sql) {
  function matching(filter: QuarantineFilter) {
    return sql`true
      ${filter.run ? sql`and run_id = ${filter.run}` : sql``}
      ${filter.dataset ? sql`and dataset = ${filter.dataset}` : sql``}
      ${filter.stage ? sql`and stage = ${filter.stage}` : sql``}
      ${filter.code ? sql`and code = ${filter.code}` : sql``}`
  }

  return {
    /** In the order of their ids; the last id of a page is the cursor to the next. */
    async list(
      filter: QuarantineFilter & { limit: number; cursor?: string },
    ): Promise<{ records: QuarantinedRecord[]; next: string | null }> {
      const rows = await sql<(Omit<QuarantinedRecord, 'createdAt'> & { createdAt: Date })[]>`
        select quarantine.id, run_id as "runId", dataset, position, stage, code, reason, original, encoding,
          quarantine.created_at as "createdAt"
        from quarantine join runs on runs.id = run_id
        where ${matching(filter)} ${filter.cursor ? sql`and quarantine.id > ${filter.cursor}` : sql``}
        order by quarantine.id limit ${filter.limit + 1}`
      const records = rows.slice(0, filter.limit).map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }))
      return { records, next: rows.length > filter.limit ? records.at(-1)!.id : null }
    },

    async groups(filter: QuarantineFilter): Promise<{ stage: Stage; code: RefusalCode; count: number }[]> {
      return sql`
        select stage, code, count(*)::bigint as count from quarantine join runs on runs.id = run_id
        where ${matching(filter)} group by stage, code order by count(*) desc, code`
    },
  }
}
