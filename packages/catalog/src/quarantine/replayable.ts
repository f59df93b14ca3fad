import type { DatasetMode } from '@syndicate/contracts'
import type { Sql } from '../connect.ts'
import {
  leftBecause,
  matching,
  modeOfRows,
  visibleRows,
  type QuarantineFilter,
  type ReplayTerms,
} from './conditions.ts'
import { countIn, readFrames, recordsIn } from './read-frames.ts'

/** A record that may be replayed. */
export interface ReplayableRecord {
  id: string
  pipeline: string
  dataset: string
  mode: DatasetMode
  /** The record as JSON; something else where it could not be read. */
  text: string
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

interface Placed extends ReplayableRecord {
  runId: string
  position: number
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
    .map(({ runId: _run, position: _position, ...record }) => record)
  return { records, damaged }
}

function inOrder(a: Placed, b: Placed): number {
  if (a.runId !== b.runId) return a.runId < b.runId ? -1 : 1
  return a.position - b.position || (a.id < b.id ? -1 : 1)
}

async function inFrames(
  sql: Sql,
  filter: QuarantineFilter,
  terms: ReplayTerms,
  most: Most,
): Promise<{ records: Placed[]; damaged: number }> {
  const records: Placed[] = []
  let damaged = 0
  let bytes = 0
  for await (const frames of readFrames(sql, filter, { terms, onlyReplayable: true })) {
    for (const frame of frames) {
      const { runId, pipeline, dataset, mode } = frame
      const found = await recordsIn(frame)
      damaged += found ? 0 : countIn(frame)
      for (const { id, position, record, original } of found ?? []) {
        const text = record ?? original
        bytes += Buffer.byteLength(text)
        if (records.length > 0 && bytes > most.bytes) return { records, damaged }
        records.push({ id, runId, position, pipeline, dataset, mode, text })
        if (records.length === most.records) return { records, damaged }
      }
    }
  }
  return { records, damaged }
}

function inRows(sql: Sql, filter: QuarantineFilter, terms: ReplayTerms, most: Most): Promise<Placed[]> {
  return sql<Placed[]>`
    select id, run_id as "runId", position, pipeline, dataset, mode, text from (
      select *, sum(octet_length(text)) over place as bytes, row_number() over place as nth from (
        select quarantine.id, quarantine.run_id, position, runs.pipeline, runs.dataset, ${modeOfRows(sql)} as mode,
          coalesce(record, original) as text
        from ${visibleRows(sql)} where ${matching(sql, filter)} and ${leftBecause(sql, terms)} is null
        order by quarantine.run_id, position, quarantine.id limit ${most.records}
      ) as first
      window place as (order by run_id, position, id)
    ) as counted
    where bytes <= ${most.bytes} or nth = 1
    order by run_id, position, id`
}
