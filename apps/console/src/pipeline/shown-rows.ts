import type { Inference, PipelinePreview } from '@syndicate/contracts'

/** A record as the table shows it: as it would be stored, or as it came where it would be refused. */
export interface ShownRow {
  position: number
  line?: number | undefined
  /** By field; not there where it could not be read. */
  values?: Record<string, unknown> | undefined
  /** As it came, where it could not be read. */
  original?: string | undefined
  fault?: { field: string | undefined; reason: string }
  /** Whether others stand between the row above and this one, that are not shown. */
  isApart: boolean
}

/** The first records, and of all the others those that would be refused. */
const mostFirst = 10
const mostRefused = 20

/** The records of a preview in the order they stand in the file. */
export function rowsOfPreview({ records, refused }: PipelinePreview): ShownRow[] {
  return arranged([
    ...records.map(({ position, line, after }) => ({ position, line, values: asValues(after) })),
    ...refused.map(({ position, line, before, original, field, reason }) => ({
      position,
      line,
      values: asValues(before),
      original,
      fault: { field, reason },
    })),
  ])
}

/** What an inference tells by itself: the records that would be stored have no lines, but all that would be refused a place. */
export function rowsOfInference({ rows, refused, fields }: Inference): ShownRow[] {
  const taken = new Set(refused.map(({ position }) => position))
  let position = -1
  const next = (): number => {
    do position += 1
    while (taken.has(position))
    return position
  }
  return arranged([
    ...rows.map((row) => ({ position: next(), values: asValues(row) })),
    ...refused.map((each) => ({
      position: each.position,
      line: each.line,
      original: each.original,
      fault: {
        field: fields.find(({ badCells }) => badCells.some((cell) => cell.position === each.position))?.name,
        reason: each.reason,
      },
    })),
  ])
}

/** The first rows in their order, and of those behind them the ones at fault; each knows whether something is left out above it. */
export function arranged<T extends Pick<ShownRow, 'position' | 'fault'>>(rows: T[]): (T & { isApart: boolean })[] {
  const inOrder = rows.toSorted((a, b) => a.position - b.position)
  const further = inOrder.slice(mostFirst).filter(({ fault }) => fault !== undefined)
  const shown = [...inOrder.slice(0, mostFirst), ...further.slice(0, mostRefused)]
  return shown.map((row, index) => ({ ...row, isApart: row.position > (shown[index - 1]?.position ?? -1) + 1 }))
}

function asValues(record: unknown): Record<string, unknown> | undefined {
  return typeof record === 'object' && record !== null ? (record as Record<string, unknown>) : undefined
}
