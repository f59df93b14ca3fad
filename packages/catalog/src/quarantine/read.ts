import {
  maxShownChars,
  type quarantineGroupings,
  type QuarantinedRecord,
  type RefusalCode,
  type Stage,
} from '@syndicate/contracts'
import type { Sql } from '../connect.ts'
import { pageOf } from '../page.ts'
import { matching, stateOf, visibleRows, type QuarantineFilter } from './conditions.ts'
import { lookFrom, rowsIn } from './look.ts'
import { byPlace, compare, cursorOf, endOf, placeOf, type Piece, type Place } from './place.ts'
import { countIn, readFrames, recordsIn, type Frame, type FramedRecord } from './read-frames.ts'
import { listedRecord, wholeRecord, type KeptRecord } from './shown.ts'
import { looksInside, mostSoughtBytes } from './sought.ts'
import { fieldShown, tallyFrames } from './tally-frames.ts'
import { tallyReasons } from './tally-reasons.ts'

type Row = Omit<QuarantinedRecord, 'createdAt' | 'discardedAt'> & {
  createdAt: Date
  discardedAt: Date | null
  found: number
}

interface Page {
  limit: number
  /** `next` of the page before. */
  cursor?: string
  /** Gives texts in full, and no more than so many bytes of them, besides the first record. */
  wholeBytes?: number
}

/** How much is read of a page. */
interface Reading {
  limit: number
  isWhole: boolean
  /** Of texts that are given. */
  mostBytes: number
}

/** Some of what was asked for, and up to where that is all of it; null: all that was looked at. */
interface Found {
  records: QuarantinedRecord[]
  until: Place | null
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
  /** Only when they are told apart by reason: without the values it shows. */
  reason?: string
  /** With it: some of those values, as JSON cut short. */
  values?: string[]
  count: number
}

/** What is unpacked or read for a page at most, before texts are cut, besides its first record. */
const mostRead = mostSoughtBytes
/** More than a text has. */
const allChars = 2_147_483_647
/** Names of fields may come from the records, so there is no end of them. */
const mostGroups = 1000

export function createQuarantineReader(sql: Sql) {
  return {
    /**
     * Newest runs first, and what a run refused last; of a single run, in the order it was refused. Long texts are cut,
     * unless a single record is named. A page ends early, even empty, when it is large, was much to read or had much to look
     * at: `next` goes on from there.
     */
    async list({ limit, cursor, wholeBytes, ...filter }: QuarantineFilter & Page): Promise<QuarantinePage> {
      const piece = await lookFrom(sql, filter, cursor === undefined ? null : placeOf(cursor))
      const { order } = piece
      const isWhole = filter.ids?.length === 1 || wholeBytes !== undefined
      const reading: Reading = { limit, isWhole, mostBytes: wholeBytes ?? mostRead }
      // In this order: a record that leaves its frame meanwhile is found twice, and not nowhere.
      const { damaged, ...framed } = await listFramed(sql, filter, piece, reading)
      const rows = await listRows(sql, filter, piece, reading)
      const byId = new Map([...framed.records, ...rows.records].map((record) => [record.id, record]))
      const until = [framed.until, rows.until]
        .filter((place) => place !== null)
        .toSorted((a, b) => compare(order, a, b))[0]
      const found = [...byId.values()]
        .filter((record) => !until || compare(order, placeIn(record), until) <= 0)
        .toSorted((a, b) => compare(order, placeIn(a), placeIn(b)))
      const { items: records, next } = pageOf(found, limit, (last) => cursorOf(placeIn(last)))
      const end = until ?? piece.last
      return { records, next: next ?? (end && cursorOf(end)), damaged }
    },

    /** Counts what a page looks at, the most frequent first; `next` goes on from there, to be added to it. */
    async groups(
      { cursor, ...filter }: QuarantineFilter & Pick<Page, 'cursor'>,
      by: (typeof quarantineGroupings)[number] = 'code',
    ): Promise<{ groups: RefusalGroup[]; next: string | null }> {
      const byField = by === 'field'
      const readsTexts = by === 'reason' || looksInside(filter)
      const piece = await lookFrom(sql, filter, cursor === undefined ? null : placeOf(cursor), readsTexts)
      if (readsTexts) {
        const { groups, until } = await tallyReasons(sql, filter, piece, { by, most: mostGroups })
        return { groups: groups.toSorted(mostFirst), next: until && cursorOf(until) }
      }
      const framed = await tallyFrames(sql, filter, { piece, ...(byField && { mostFields: mostGroups }) })
      const rows = await sql<(RefusalGroup & { field: string | null })[]>`
        select stage, code, ${byField ? fieldShown(sql) : sql`null::text`} as field, count(*)::bigint as count
        from ${visibleRows(sql, rowsIn(sql, 'quarantine', filter, piece))}
        where ${matching(sql, filter)} group by 1, 2, 3 order by count desc, 1, 2, 3 limit ${mostGroups}`
      const groups = new Map<string, RefusalGroup>()
      for (const { stage, code, field, count } of [...framed, ...rows]) {
        const key = byField ? `${stage} ${code} ${field}` : `${stage} ${code}`
        const group = groups.get(key) ?? { stage, code, ...(byField && { field }), count: 0 }
        groups.set(key, { ...group, count: group.count + count })
      }
      return {
        groups: [...groups.values()].toSorted(mostFirst).slice(0, mostGroups),
        next: piece.last && cursorOf(piece.last),
      }
    },
  }
}

function placeIn({ runId, id }: Pick<QuarantinedRecord, 'runId' | 'id'>): Place {
  return { run: runId, id }
}

function mostFirst(a: RefusalGroup, b: RefusalGroup): number {
  const nameOf = ({ code, stage, field, reason }: RefusalGroup) => [code, stage, field ?? '', reason ?? ''].join(' ')
  return b.count - a.count || (nameOf(a) < nameOf(b) ? -1 : 1)
}

async function listFramed(
  sql: Sql,
  filter: QuarantineFilter,
  piece: Piece,
  { limit, isWhole, mostBytes }: Reading,
): Promise<Found & { damaged: number }> {
  const { order, after } = piece
  const records: QuarantinedRecord[] = []
  let damaged = 0
  let read = 0
  let given = 0
  let done: Place | null = null
  for await (const frames of readFrames(sql, filter, { piece, records: limit + 1 })) {
    for (const frame of frames) {
      // Where the page before ended with a frame, it is looked up again.
      if (after && compare(order, endOf(frame, order), after) <= 0) continue
      read += frame.bytes
      if (done && read > mostRead) return { records, until: done, damaged }
      const found = await recordsIn(frame)
      damaged += found ? 0 : countIn(frame)
      for (const record of order === 'newest' ? (found ?? []).toReversed() : (found ?? [])) {
        if (after && compare(order, { run: frame.runId, id: record.id }, after) <= 0) continue
        const { original, record: decoded = '' } = record
        given += Buffer.byteLength(original) + Buffer.byteLength(decoded)
        if (isWhole && given > mostBytes && records.length > 0)
          return { records, until: placeIn(records.at(-1)!), damaged }
        records.push((isWhole ? wholeRecord : listedRecord)(asKept(frame, record)))
        if (records.length > limit) return { records, until: placeIn(records.at(-1)!), damaged }
      }
      done = endOf(frame, order)
    }
  }
  return { records, until: null, damaged }
}

/** Texts are cut before they are read: long ones never come here to be thrown away. */
async function listRows(
  sql: Sql,
  filter: QuarantineFilter,
  piece: Piece,
  { limit, isWhole, mostBytes }: Reading,
): Promise<Found> {
  const most = isWhole ? allChars : maxShownChars
  const order = byPlace(sql, piece.order)
  const rows = await sql<Row[]>`
    select id, run_id as "runId", dataset, position, line, byte, stage, code, encoding, state, attempt, "replayRun", "discardedAt", "discardedBy",
      "discardReason", "createdAt", bytes, found,
      left(field, ${most}) as field, left(reason, ${most}) as reason, left(original, ${most}) as original,
      left(record, ${most}) as record,
      greatest(length(field), length(reason), length(original), length(record)) > ${most} as truncated
    from (
      select *, sum(bytes) over place as "bytesSoFar", row_number() over place as nth, count(*) over ()::int as found from (
        select quarantine.id, quarantine.run_id, runs.dataset, position, line, byte, stage, code, field, reason, original, encoding, record,
          ${stateOf(sql)} as state, attempt, replay_run as "replayRun", discarded_at as "discardedAt",
          discarded_by as "discardedBy", discard_reason as "discardReason", quarantine.created_at as "createdAt",
          octet_length(original) + coalesce(octet_length(record), 0) as bytes
        from ${visibleRows(sql, rowsIn(sql, 'quarantine', filter, piece))}
        where ${matching(sql, filter)}
        order by ${order} limit ${limit + 1}
      ) as first
      window place as (order by ${order})
    ) as counted
    where "bytesSoFar" <= ${mostBytes} or nth = 1 order by ${order}`
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
  return { records, until: isAll ? null : placeIn(records.at(-1)!) }
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
