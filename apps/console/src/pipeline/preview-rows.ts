import type { PipelinePreview } from '@syndicate/contracts'
import { arranged } from './shown-rows.ts'

/** What becomes of a field of a record. */
export type Fate = 'same' | 'changed' | 'added' | 'gone'

export interface Cell {
  fate: Fate
  /** undefined: there was none. */
  before: unknown
  /** undefined: there is none any more. */
  after: unknown
}

/** A record before and after; of one that would be refused, as it was read. */
export interface PreviewRow {
  position: number
  line?: number | undefined
  /** By field; not there where the record could not be read. */
  cells?: Map<string, Cell>
  /** As it came, where it could not be read. */
  original?: string | undefined
  fault?: { field: string | undefined; reason: string }
  /** Whether others stand between the row above and this one, that are not shown. */
  isApart: boolean
}

/** The records of a preview in the order they stand in the sample, each field held against what it was. */
export function previewRows({ records, refused }: PipelinePreview): PreviewRow[] {
  return arranged([
    ...records.map(({ position, line, before, after }) => ({ position, line, cells: cellsOf(before, after) })),
    ...refused.map(({ position, line, before, original, field, reason }) => ({
      position,
      line,
      ...(before !== undefined && { cells: cellsOf(before, before) }),
      original,
      fault: { field, reason },
    })),
  ])
}

/** The fields of some records, those that stay first as they stand in them, and at most so many. */
export function fieldsIn(rows: readonly PreviewRow[], most: number): { fields: string[]; more: number } {
  const kept = new Set<string>()
  const gone = new Set<string>()
  for (const { cells = [] } of rows) for (const [name, { fate }] of cells) (fate === 'gone' ? gone : kept).add(name)
  const all = [...kept, ...[...gone].filter((name) => !kept.has(name))]
  return { fields: all.slice(0, most), more: Math.max(0, all.length - most) }
}

function cellsOf(before: unknown, after: unknown): Map<string, Cell> {
  const was = membersOf(before)
  const is = membersOf(after)
  const names = new Set([...Object.keys(is), ...Object.keys(was)])
  return new Map([...names].map((name) => [name, cellOf(memberOf(was, name), memberOf(is, name))]))
}

function cellOf(before: unknown, after: unknown): Cell {
  if (after === undefined) return { fate: 'gone', before, after }
  if (before === undefined) return { fate: 'added', before, after }
  const isSame = JSON.stringify(before) === JSON.stringify(after)
  return { fate: isSame ? 'same' : 'changed', before, after }
}

function memberOf(record: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

/** What is no object has one value and no name for it. */
function membersOf(record: unknown): Record<string, unknown> {
  const isMapping = typeof record === 'object' && record !== null && !Array.isArray(record)
  return isMapping ? (record as Record<string, unknown>) : { value: record }
}
