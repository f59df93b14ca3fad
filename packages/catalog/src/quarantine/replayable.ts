import type { DatasetMode, Format } from '@syndicate/contracts'
import type { Sql } from '../connect.ts'
import {
  isReadable,
  leftBecause,
  matching,
  modeOfRows,
  sourceOfRow,
  visibleRows,
  type QuarantineFilter,
  type ReplayTerms,
} from './conditions.ts'
import { reachOf } from './reach.ts'
import { countIn, readFrames, recordsIn } from './read-frames.ts'

/** A record that may be replayed. */
export interface ReplayableRecord {
  id: string
  runId: string
  position: number
  /** The line of the input it began in, where that is known. */
  line: number | null
  /** Of the input it came with. */
  format: Format
  pipeline: string
  dataset: string
  mode: DatasetMode
  /** The record as JSON; something else where it could not be read. */
  text: string
  isReadable: boolean
}

export interface Replayable {
  records: ReplayableRecord[]
  /** How many were passed over on the way, because their frames are damaged. */
  damaged: number
}

interface Most {
  records: number
  bytes: number
}

/** The first of the records that may be replayed, in the order they came in: at least one, at most so many bytes. */
export async function replayableRecords(
  sql: Sql,
  filter: QuarantineFilter,
  terms: ReplayTerms,
  most: Most,
): Promise<Replayable> {
  // In this order: a record that leaves its frame meanwhile is found twice, and not nowhere.
  const { records: framed, damaged } = await inFrames(sql, filter, terms, most)
  const byId = new Map(framed.map((record) => [record.id, record]))
  for (const row of await inRows(sql, filter, terms, most)) byId.set(row.id, row)
  let bytes = 0
  const records = [...byId.values()]
    .toSorted(inOrder)
    .slice(0, most.records)
    .filter(({ text }, index) => (bytes += Buffer.byteLength(text)) <= most.bytes || index === 0)
  return { records, damaged }
}

/** Whether what came is JSON, each record by itself; YAML is kept as that. */
function isJson(format: Format): boolean {
  return format === 'json' || format === 'ndjson' || format === 'yaml'
}

function inOrder(a: ReplayableRecord, b: ReplayableRecord): number {
  if (a.runId !== b.runId) return a.runId < b.runId ? -1 : 1
  return a.position - b.position || (a.id < b.id ? -1 : 1)
}

async function inFrames(
  sql: Sql,
  filter: QuarantineFilter,
  terms: ReplayTerms,
  most: Most,
): Promise<{ records: ReplayableRecord[]; damaged: number }> {
  const records: ReplayableRecord[] = []
  let damaged = 0
  let bytes = 0
  for await (const frames of readFrames(sql, filter, { terms, onlyReplayable: true })) {
    for (const frame of frames) {
      const { runId, pipeline, dataset, mode, format } = frame
      const found = await recordsIn(frame)
      damaged += found ? 0 : countIn(frame)
      for (const { id, position, line = null, record, original, group } of found ?? []) {
        const text = record ?? original
        bytes += Buffer.byteLength(text)
        if (records.length > 0 && bytes > most.bytes) return { records, damaged }
        const isReadable = group.source === 'record' || (group.source === 'original' && isJson(format))
        records.push({ id, runId, position, line, format, pipeline, dataset, mode, text, isReadable })
        if (records.length === most.records) return { records, damaged }
      }
    }
  }
  return { records, damaged }
}

async function inRows(sql: Sql, filter: QuarantineFilter, terms: ReplayTerms, most: Most): Promise<ReplayableRecord[]> {
  const { within } = await reachOf(sql, filter)
  return sql<ReplayableRecord[]>`
    select id, run_id as "runId", position, line, format, pipeline, dataset, mode, text, "isReadable" from (
      select *, sum(octet_length(text)) over place as bytes, row_number() over place as nth from (
        select quarantine.id, quarantine.run_id, position, line, runs.format, runs.pipeline, runs.dataset,
          ${modeOfRows(sql)} as mode, coalesce(record, original) as text,
          ${isReadable(sql, sourceOfRow(sql))} as "isReadable"
        from ${visibleRows(sql)} where ${matching(sql, filter)} ${within} and ${leftBecause(sql, terms)} is null
        order by quarantine.run_id, position, quarantine.id limit ${most.records}
      ) as first
      window place as (order by run_id, position, id)
    ) as counted
    where bytes <= ${most.bytes} or nth = 1
    order by run_id, position, id`
}
