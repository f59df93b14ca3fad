import { maxPageBytes, maxShownChars, type QuarantinedRecord, type RefusalCode, type Stage } from '@syndicate/contracts'
import type { Sql } from '../connect.ts'
import { pageOf } from '../page.ts'
import { matching, stateOf, type QuarantineFilter } from './conditions.ts'
import { countIn, readFrames, recordsIn, type Frame, type FramedRecord } from './read-frames.ts'
import { listedRecord, wholeRecord, type KeptRecord } from './shown.ts'
import { fieldShown, tallyFrames } from './tally-frames.ts'

type Row = Omit<QuarantinedRecord, 'createdAt' | 'discardedAt'> & {
  createdAt: Date
  discardedAt: Date | null
  found: number
}

interface Page {
  limit: number
  cursor?: string
}

/** Some of what was asked for, and up to which id that is all of it; null: to the end. */
interface Found {
  records: QuarantinedRecord[]
  until: string | null
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

/** What is unpacked or read for a page at most, before texts are cut, besides its first record. */
const mostRead = 8 * maxPageBytes
/** More than a text has. */
const allChars = 2_147_483_647
/** Names of fields may come from the records, so there is no end of them. */
const mostGroups = 1000

export function createQuarantineReader(sql: Sql) {
  return {
    /**
     * In the order of their ids; the last id of a page is the cursor to the next. Long texts are cut, unless a single record
     * is named, and a page ends early when it is large or was much to read.
     */
    async list({ limit, cursor, ...filter }: QuarantineFilter & Page): Promise<QuarantinePage> {
      const page = { limit, ...(cursor !== undefined && { cursor }) }
      const shown = filter.ids?.length === 1 ? wholeRecord : listedRecord
      // In this order: a record that leaves its frame meanwhile is found twice, and not nowhere.
      const { damaged, ...framed } = await listFramed(sql, filter, page, shown)
      const rows = await listRows(sql, filter, page)
      const byId = new Map([...framed.records, ...rows.records].map((record) => [record.id, record]))
      const until = [framed.until, rows.until].filter((id) => id !== null).toSorted()[0] ?? null
      const found = [...byId.values()]
        .filter(({ id }) => until === null || id <= until)
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      const { items: records, next } = pageOf(found, limit, ({ id }) => id)
      return { records, next: next ?? until, damaged }
    },

    /** The most frequent first. */
    async groups(filter: QuarantineFilter, by: 'code' | 'field' = 'code'): Promise<RefusalGroup[]> {
      const byField = by === 'field'
      const framed = await tallyFrames(sql, filter, byField ? { mostFields: mostGroups } : {})
      const rows = await sql<(RefusalGroup & { field: string | null })[]>`
        select stage, code, ${byField ? fieldShown(sql) : sql`null::text`} as field, count(*)::bigint as count
        from quarantine join runs on runs.id = run_id
        where ${matching(sql, filter)} group by 1, 2, 3 order by count desc, 1, 2, 3 limit ${mostGroups}`
      const groups = new Map<string, RefusalGroup>()
      for (const { stage, code, field, count } of [...framed, ...rows]) {
        const key = byField ? `${stage} ${code} ${field}` : `${stage} ${code}`
        const group = groups.get(key) ?? { stage, code, ...(byField && { field }), count: 0 }
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
  shown: (record: KeptRecord) => QuarantinedRecord,
): Promise<Found & { damaged: number }> {
  const records: QuarantinedRecord[] = []
  let damaged = 0
  let read = 0
  const reading = { order: 'id', records: limit + 1, ...(cursor && { after: cursor }) } as const
  for await (const frames of readFrames(sql, filter, reading)) {
    for (const frame of frames) {
      const last = records.at(-1)
      read += frame.bytes
      if (last && read > mostRead) return { records, until: last.id, damaged }
      const found = await recordsIn(frame)
      damaged += found ? 0 : countIn(frame)
      for (const record of found ?? []) {
        if (record.id <= cursor) continue
        records.push(shown(asKept(frame, record)))
        if (records.length > limit) return { records, until: record.id, damaged }
      }
    }
  }
  return { records, until: null, damaged }
}

/** Texts are cut before they are read: long ones never come here to be thrown away. */
async function listRows(sql: Sql, filter: QuarantineFilter, { limit, cursor }: Page): Promise<Found> {
  const most = filter.ids?.length === 1 ? allChars : maxShownChars
  const rows = await sql<Row[]>`
    select id, "runId", dataset, position, line, byte, stage, code, encoding, state, attempt, "replayRun", "discardedAt", "discardedBy",
      "discardReason", "createdAt", bytes, found,
      left(field, ${most}) as field, left(reason, ${most}) as reason, left(original, ${most}) as original,
      left(record, ${most}) as record,
      greatest(length(field), length(reason), length(original), length(record)) > ${most} as truncated
    from (
      select *, sum(bytes) over place as "bytesSoFar", row_number() over place as nth, count(*) over ()::int as found from (
        select quarantine.id, run_id as "runId", dataset, position, line, byte, stage, code, field, reason, original, encoding, record,
          ${stateOf(sql)} as state, attempt, replay_run as "replayRun", discarded_at as "discardedAt",
          discarded_by as "discardedBy", discard_reason as "discardReason", quarantine.created_at as "createdAt",
          octet_length(original) + coalesce(octet_length(record), 0) as bytes
        from quarantine join runs on runs.id = run_id
        where ${matching(sql, filter)} ${cursor ? sql`and quarantine.id > ${cursor}` : sql``}
        order by quarantine.id limit ${limit + 1}
      ) as first
      window place as (order by id)
    ) as counted
    where "bytesSoFar" <= ${mostRead} or nth = 1 order by id`
  const records = rows.map((row) => ({
    id: row.id,
    runId: row.runId,
    dataset: row.dataset,
    position: row.position,
    line: row.line,
    byte: row.byte,
    stage: row.stage,
    code: row.code,
    field: row.field,
    reason: row.reason,
    original: row.original,
    encoding: row.encoding,
    record: row.record,
    bytes: row.bytes,
    truncated: row.truncated,
    state: row.state,
    attempt: row.attempt,
    replayRun: row.replayRun,
    discardedAt: row.discardedAt?.toISOString() ?? null,
    discardedBy: row.discardedBy,
    discardReason: row.discardReason,
    createdAt: row.createdAt.toISOString(),
  }))
  const isAll = rows.length === 0 || (rows[0]!.found === rows.length && rows.length <= limit)
  return { records, until: isAll ? null : records.at(-1)!.id }
}

/** As it is in a frame: nobody has touched it. */
function asKept(
  frame: Frame,
  { id, group, position, line, byte, reason, original, encoding, record }: FramedRecord,
): KeptRecord {
  const { stage, code, field, attempt } = group
  return {
    id,
    runId: frame.runId,
    dataset: frame.dataset,
    position,
    line: line ?? null,
    byte: byte ?? null,
    stage,
    code,
    field,
    reason,
    original,
    encoding,
    record: record ?? null,
    state: 'open',
    attempt,
    replayRun: null,
    discardedAt: null,
    discardedBy: null,
    discardReason: null,
    createdAt: frame.createdAt.toISOString(),
  }
}
