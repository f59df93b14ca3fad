import type { QuarantinedRecord, RefusalCode, Stage } from '@syndicate/contracts'
import type { Sql } from '../connect.ts'
import { matching, stateOf, type QuarantineFilter } from './conditions.ts'
import { countIn, readFrames, recordsIn, type Frame, type FramedRecord } from './read-frames.ts'
import { tallyFrames } from './tally-frames.ts'

type Row = Omit<QuarantinedRecord, 'createdAt' | 'discardedAt'> & { createdAt: Date; discardedAt: Date | null }

interface Page {
  limit: number
  cursor?: string
}

export interface QuarantinePage {
  records: QuarantinedRecord[]
  next: string | null
  /** How many records belong here and cannot be read any more. */
  damaged: number
}

export interface RefusalGroup {
  stage: Stage
  code: RefusalCode
  /** Only when groups are told apart by field; null where none is known. */
  field?: string | null
  count: number
}

/** What a page has at most, besides its first record. */
const mostBytes = 4 * 1024 * 1024
/** Names of fields may come from the records, so there is no end of them. */
const mostGroups = 1000

export function createQuarantineReader(sql: Sql) {
  return {
    /** In the order of their ids; the last id of a page is the cursor to the next. A page ends early when it is large. */
    async list({ limit, cursor, ...filter }: QuarantineFilter & Page): Promise<QuarantinePage> {
      const page = { limit, ...(cursor !== undefined && { cursor }) }
      // In this order: a record that leaves its frame meanwhile is found twice, and not nowhere.
      const { records: framed, damaged } = await listFramed(sql, filter, page)
      const byId = new Map(framed.map((record) => [record.id, record]))
      for (const row of await listRows(sql, filter, page)) byId.set(row.id, row)
      const found = [...byId.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))
      const records = found.slice(0, limit)
      let bytes = 0
      const end = records.findIndex((record, index) => (bytes += bytesOf(record)) > mostBytes && index > 0)
      if (end > 0) records.length = end
      return { records, next: found.length > records.length ? records.at(-1)!.id : null, damaged }
    },

    async groups(filter: QuarantineFilter, by: 'code' | 'field' = 'code'): Promise<RefusalGroup[]> {
      const framed = await tallyFrames(sql, filter)
      const rows = await sql<(RefusalGroup & { field: string | null })[]>`
        select stage, code, field, count(*)::bigint as count from quarantine join runs on runs.id = run_id
        where ${matching(sql, filter)} group by stage, code, field`
      const groups = new Map<string, RefusalGroup>()
      for (const { stage, code, field, count } of [...framed, ...rows]) {
        const key = by === 'field' ? `${stage} ${code} ${field}` : `${stage} ${code}`
        const group = groups.get(key) ?? { stage, code, ...(by === 'field' && { field }), count: 0 }
        groups.set(key, { ...group, count: group.count + count })
      }
      return [...groups.values()].toSorted(mostFirst).slice(0, mostGroups)
    },
  }
}

function mostFirst(a: RefusalGroup, b: RefusalGroup): number {
  const nameOf = ({ code, stage, field }: RefusalGroup) => [code, stage, field ?? ''].join(' ')
  return b.count - a.count || (nameOf(a) < nameOf(b) ? -1 : 1)
}

async function listFramed(
  sql: Sql,
  filter: QuarantineFilter,
  { limit, cursor = '' }: Page,
): Promise<{ records: QuarantinedRecord[]; damaged: number }> {
  const records: QuarantinedRecord[] = []
  let damaged = 0
  let bytes = 0
  const reading = { order: 'id', records: limit + 1, ...(cursor && { after: cursor }) } as const
  for await (const frames of readFrames(sql, filter, reading)) {
    for (const frame of frames) {
      const found = await recordsIn(frame)
      damaged += found ? 0 : countIn(frame)
      for (const record of found ?? []) {
        if (record.id <= cursor) continue
        const shown = asQuarantined(frame, record)
        records.push(shown)
        bytes += bytesOf(shown)
        if (records.length > limit || bytes > mostBytes) return { records, damaged }
      }
    }
  }
  return { records, damaged }
}

async function listRows(sql: Sql, filter: QuarantineFilter, { limit, cursor }: Page): Promise<QuarantinedRecord[]> {
  const rows = await sql<Row[]>`
    select * from (
      select *, sum(bytes) over (order by id) as before from (
        select quarantine.id, run_id as "runId", dataset, position, stage, code, field, reason, original, encoding, record,
          ${stateOf(sql)} as state, attempt, replay_run as "replayRun", discarded_at as "discardedAt",
          discarded_by as "discardedBy", discard_reason as "discardReason", quarantine.created_at as "createdAt",
          octet_length(original) + coalesce(octet_length(record), 0) as bytes
        from quarantine join runs on runs.id = run_id
        where ${matching(sql, filter)} ${cursor ? sql`and quarantine.id > ${cursor}` : sql``}
        order by quarantine.id limit ${limit + 1}
      ) as first
    ) as counted
    where before - bytes <= ${mostBytes} order by id`
  return rows.map((row) => ({
    id: row.id,
    runId: row.runId,
    dataset: row.dataset,
    position: row.position,
    stage: row.stage,
    code: row.code,
    field: row.field,
    reason: row.reason,
    original: row.original,
    encoding: row.encoding,
    record: row.record,
    state: row.state,
    attempt: row.attempt,
    replayRun: row.replayRun,
    discardedAt: row.discardedAt?.toISOString() ?? null,
    discardedBy: row.discardedBy,
    discardReason: row.discardReason,
    createdAt: row.createdAt.toISOString(),
  }))
}

/** As it is in a frame: nobody has touched it. */
function asQuarantined(frame: Frame, { id, group, position, reason, original, encoding, record }: FramedRecord) {
  const { stage, code, field, attempt } = group
  return {
    id,
    runId: frame.runId,
    dataset: frame.dataset,
    position,
    stage,
    code,
    field,
    reason,
    original,
    encoding,
    record: record ?? null,
    state: 'open' as const,
    attempt,
    replayRun: null,
    discardedAt: null,
    discardedBy: null,
    discardReason: null,
    createdAt: frame.createdAt.toISOString(),
  }
}

function bytesOf({ original, record }: QuarantinedRecord): number {
  return Buffer.byteLength(original) + Buffer.byteLength(record ?? '')
}
