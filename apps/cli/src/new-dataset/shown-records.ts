import type { Inference, PipelinePreview, PreviewBooks } from '@syndicate/contracts'

/** A record as it would be stored, or as it came where it would be refused. */
export interface ShownRecord {
  line?: number | undefined
  /** By field; not there where it could not be read. */
  values?: Record<string, unknown> | undefined
  /** As it came, where it could not be read. */
  original?: string | undefined
  fault?: ShownFault
}

export interface ShownFault {
  line?: number | undefined
  /** Which record of the input, from 0. */
  position: number
  field?: string | undefined
  reason: string
}

/** What is shown of the records of a file. */
export interface ShownRecords {
  /** The first ones. */
  first: ShownRecord[]
  /** The first that would be refused. */
  faults: ShownFault[]
  books: PreviewBooks
  /** Whether these are all records of the file. */
  complete: boolean
}

const mostFirst = 5

/** The records of a file by what was inferred of it, which alone has looked at all of its beginning; as tried, where it was. */
export function recordsOf(inference: Inference, preview: PipelinePreview | null): ShownRecords {
  const { rows, refused, records, refusedRecords, complete, fields } = inference
  const fieldAt = (position: number) =>
    fields.find(({ badCells }) => badCells.some((cell) => cell.position === position))?.name
  return {
    first: preview ? firstOf(preview) : rows.slice(0, mostFirst).map((row) => ({ values: asValues(row) })),
    faults: refused.map(({ line, position, reason }) => ({ line, position, reason, field: fieldAt(position) })),
    books: { in: records, loaded: records - refusedRecords, quarantined: refusedRecords, filtered: 0 },
    complete,
  }
}

/** The records of a file as a definition makes them, of which nothing was inferred. */
export function recordsOfPreview(preview: PipelinePreview, inference: Inference): ShownRecords {
  const { books, complete, refused } = preview
  return { first: firstOf(preview), faults: refused, books, complete: complete && inference.complete }
}

function firstOf({ records, refused }: PipelinePreview): ShownRecord[] {
  const all = [
    ...records.map(({ position, line, after }) => ({ position, line, values: asValues(after) })),
    ...refused.map((fault) => {
      const { position, line, before, original } = fault
      return { position, line, values: asValues(before), original, fault }
    }),
  ]
  return all.toSorted((a, b) => a.position - b.position).slice(0, mostFirst)
}

function asValues(record: unknown): Record<string, unknown> | undefined {
  return typeof record === 'object' && record !== null ? (record as Record<string, unknown>) : undefined
}
