import { ProblemError } from '@syndicate/contracts'
import { byteOrderMark, csvHeader } from '@syndicate/pipeline/csv'
import type { CsvWriter } from '../../csv/create-csv-writer.ts'
import { fitHeader, maxColumns, type Sheet } from '../../csv/csv-task.ts'
import { countLines, inGroups } from './record-lines.ts'

/** What one task of the thread makes at most: some ten milliseconds and a few megabytes, however many columns there are. */
const atOnce = { cells: 200_000, bytes: 64 * 1024 }

/** A header, and below it a row for every record. Nothing is made before it is taken. */
export async function* csvText(
  batches: AsyncIterable<Buffer>,
  sheet: Sheet,
  csv: CsvWriter,
): AsyncGenerator<Uint8Array> {
  yield headOf(sheet)
  for await (const batch of batches) {
    for (const lines of tasksOf(batch, sheet.columns)) yield csv.rowsOf(lines, sheet)
  }
}

/** The beginning of a file: at least one row, and no more than so many bytes behind it. @returns how many rows it has */
export async function csvUpTo(
  mostBytes: number,
  lines: Buffer,
  sheet: Sheet,
  csv: CsvWriter,
): Promise<{ body: Buffer; count: number }> {
  const parts: Uint8Array[] = [headOf(sheet)]
  let bytes = parts[0]!.byteLength
  let count = 0
  for (const few of tasksOf(lines, sheet.columns)) {
    const rows = await csv.rowsOf(few, sheet)
    bytes += rows.byteLength
    if (bytes > mostBytes && count > 0) break
    parts.push(rows)
    count += countLines(few)
  }
  return { body: Buffer.concat(parts), count }
}

function headOf({ columns, forExcel }: Sheet): Buffer {
  return Buffer.from(`${forExcel ? byteOrderMark : ''}${csvHeader(columns, { forExcel })}`)
}

/**
 * Every field any record has. A schema that allows no others knows them; without one the records have to be looked at.
 * @throws ProblemError csv-too-wide
 */
export async function columnsOf(batches: AsyncIterable<Buffer>, schema: unknown, csv: CsvWriter): Promise<string[]> {
  const closed = closedColumns(schema)
  if (closed) return closed
  const columns = new Set<string>()
  for await (const batch of batches) {
    for (const lines of inGroups(batch, { lines: Infinity, bytes: atOnce.bytes })) {
      for (const field of await csv.fieldsOf(lines)) columns.add(field)
      if (!fitHeader(columns))
        throw new ProblemError(
          'csv-too-wide',
          `The records have more than ${maxColumns} fields in all, or very long names; take them as NDJSON or JSON`,
        )
    }
  }
  return [...columns]
}

function closedColumns(schema: unknown): string[] | null {
  const { additionalProperties, properties } = (schema ?? {}) as { additionalProperties?: unknown; properties?: object }
  return additionalProperties === false && properties ? Object.keys(properties) : null
}

function tasksOf(lines: Buffer, columns: string[]): Generator<Buffer> {
  const rows = Math.max(1, Math.floor(atOnce.cells / Math.max(1, columns.length)))
  return inGroups(lines, { lines: rows, bytes: atOnce.bytes })
}
