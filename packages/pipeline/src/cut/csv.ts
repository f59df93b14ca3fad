import type { ProblemError } from '@syndicate/contracts'
import { createRowFinder } from '../csv/create-row-finder.ts'
import { parseRow } from '../csv/parse-row.ts'
import { maxNamesBytes, namesBytes } from '../record/field-names.ts'
import { shown } from '../record/shown.ts'
import type { Scanner } from './cutter.ts'
import { malformedInput } from './malformed-input.ts'
import type { SliceWriter } from './slice-writer.ts'

const carriageReturn = 13
/** Of the header row as it stands, quotes included: beyond it, its names are too many in any case. */
const maxHeaderBytes = 4 * maxNamesBytes

/** CSV by RFC 4180: the first row names the columns and is no record. Empty lines are no records. */
export function scanCsv(writer: SliceWriter): Scanner {
  const rows = createRowFinder()
  let hasColumns = false
  /** Where the row under way began in the input. */
  let rowAt = 0

  function endRow(): void {
    if (!hasColumns && writer.openBytes > maxHeaderBytes) throw headerTooLarge()
    const row = writer.open()
    const isEmpty = writer.openBytes === 0 || (writer.openBytes === 1 && row[0] === carriageReturn)
    if (isEmpty) writer.drop()
    else if (hasColumns) writer.endRow()
    else {
      // Not held: larger than a record may be.
      if (row.length === 0) throw headerTooLarge()
      writer.describe({ columns: readColumns(row, rowAt) })
      writer.drop()
      hasColumns = true
    }
  }

  return {
    push(bytes, at) {
      let start = 0
      for (let end = rows.end(bytes, 0); end >= 0; end = rows.end(bytes, start)) {
        writer.part(bytes, start, end)
        endRow()
        start = end + 1
        rowAt = at + start
      }
      writer.part(bytes, start, bytes.length)
      if (!hasColumns && writer.openBytes > maxHeaderBytes) throw headerTooLarge()
    },
    end() {
      if (rows.inQuotes) throw malformedInput('The input ends inside a quoted field')
      if (writer.openBytes > 0) endRow()
    },
  }
}

function headerTooLarge(): ProblemError {
  return malformedInput(
    `The names of the columns have more than ${maxNamesBytes} bytes: shorten them, or leave some out`,
  )
}

function readColumns(row: Uint8Array, at: number): string[] {
  const text = new TextDecoder().decode(row)
  const columns = parseRow(text.endsWith('\r') ? text.slice(0, -1) : text)
  if (!columns) throw malformedInput('The header row is not valid CSV', at)
  if (namesBytes(columns) > maxNamesBytes) throw headerTooLarge()
  const seen = new Set<string>()
  for (const [index, column] of columns.entries()) {
    if (column === '') throw malformedInput(`Column ${index + 1} has no name`)
    if (seen.has(column)) throw malformedInput(`Two columns have the name ${shown(column)}`)
    seen.add(column)
  }
  return columns
}
