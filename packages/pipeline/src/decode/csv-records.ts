import { unnamed } from '../csv/columns.ts'
import { createRowParser, type Cells, type RowParser } from '../csv/create-row-parser.ts'
import { rfc4180 } from '../csv/dialect.ts'
import { parseRow } from '../csv/parse-row.ts'
import { rowSplitter } from '../csv/split-rows.ts'
import { faultyColumn, hintOf, shownColumn, whyMalformed } from '../csv/why-malformed.ts'
import { Fault } from '../record/fault.ts'
import { isNumberLike, keepOrder } from '../record/field-order.ts'
import { put } from '../record/put.ts'
import type { Row } from '../record/row.ts'
import { shown } from '../record/shown.ts'
import type { SliceHeader } from '../slice/slice.ts'
import { decodeText, notUtf8, originalOf, type Text } from './decode-text.ts'
import { recordOf, type Records } from './records.ts'

const lineFeed = 10

/** All values are strings, an empty one is '', but for cells that mean null. What they mean is for a cast to say. */
export function csvRecords(body: Uint8Array, { columns = [], csv }: Pick<SliceHeader, 'columns' | 'csv'>): Records {
  const dialect = csv?.dialect ?? rfc4180
  const rows = decodeText(body, rowSplitter(dialect))
  const losesOrder = columns.some(isNumberLike)
  const cellsOf: RowParser = csv ? createRowParser(dialect, csv.nulls) : (row) => parseRow(row, true)
  function read(index: number): Row | Fault {
    const row = rows[index]!
    if (typeof row !== 'string') return new Fault('malformed-record', notUtf8)
    const cells = cellsOf(row)
    if (!cells) return malformed(row)
    if (csv && cells.length !== columns.length) fit(cells, columns, csv.fill)
    if (cells.length === columns.length)
      return csv && isHeader(cells, columns)
        ? new Fault('malformed-record', 'The header stands here again, as in files that were joined')
        : toRow(cells)
    return cells.length < columns.length ? tooFew(cells) : tooMany(cells, row)
  }
  function malformed(row: string): Fault {
    const column = faultyColumn(row, dialect)
    const reason = `${whyMalformed(row, dialect)} (${shownColumn(column, columns)})`
    return new Fault('malformed-record', reason, columns[column])
  }
  function tooFew(cells: Cells): Fault {
    const told = `The row has ${cells.length} fields, the header has ${columns.length}: none for ${shown(columns[cells.length])}`
    return new Fault(
      'malformed-record',
      csv
        ? `${told}; if what is missing at the end is null, let rows that are too short be filled (ragged=fill)`
        : told,
    )
  }
  function tooMany(cells: Cells, row: string): Fault {
    const told = `The row has ${cells.length} fields, the header has ${columns.length}: ${shown(cells[columns.length])} is behind the last column, ${shown(columns.at(-1))}`
    const hint = csv && hintOf(row, dialect)
    return new Fault('too-many-fields', hint ? `${told}. ${hint}` : told)
  }
  function toRow(cells: Cells): Row {
    const row: Row = {}
    for (let i = 0; i < columns.length; i++) put(row, columns[i]!, cells[i])
    if (losesOrder) keepOrder(row, columns)
    return row
  }
  return {
    has: (index) => index < rows.length,
    read,
    original: (index) => ({ ...originalOf(rows[index]!), ...recordOf(read(index)) }),
    lines: (index) => 1 + lineFeedsIn(rows[index]!),
  }
}

function lineFeedsIn(row: Text): number {
  let count = 0
  if (typeof row === 'string') for (let at = row.indexOf('\n'); at >= 0; at = row.indexOf('\n', at + 1)) count++
  else for (const byte of row) if (byte === lineFeed) count++
  return count
}

/** Empty cells behind the last column are none; those that are missing may be null. */
function fit(cells: Cells, columns: string[], fill = false): void {
  while (cells.length > columns.length && !cells.at(-1)) cells.pop()
  while (fill && cells.length < columns.length) cells.push(null)
}

/** Whether a row is the header row again. With a single column, it may be a value as well. */
function isHeader(cells: Cells, columns: string[]): boolean {
  if (columns.length < 2 || (cells[0] && !cells[0].includes(columns[0]!))) return false
  return columns.every((column, index) => (cells[index]?.trim() || unnamed(index)) === column)
}
