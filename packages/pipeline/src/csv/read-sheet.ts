import { ProblemError } from '@syndicate/contracts'
import { createRowParser } from './create-row-parser.ts'
import { rfc4180 } from './dialect.ts'
import { rowSplitter } from './split-rows.ts'

/** A row of a sheet, with its number as a spreadsheet shows it. */
export interface SheetRow {
  number: number
  cells: string[]
  /** How long it is, in characters. */
  chars: number
}

/** What spreadsheets put between cells, by where they are. */
const delimiters = [',', ';', '\t']
/** No row of a record that is small enough for a sheet is longer; a longer one would take too long in one go. */
const mostRowChars = 1024 * 1024

/**
 * The rows of a CSV that a spreadsheet has written, the header first, each read when it is taken: with commas, semicolons or
 * tabs, whichever the header has most of. Empty rows are left out. Throws malformed-input with the row that is wrong.
 */
export function* readSheet(bytes: Uint8Array): Generator<SheetRow> {
  const text = decoded(bytes)
  const head = text.slice(0, text.indexOf('\n') + 1 || undefined)
  const counts = delimiters.map((sign) => head.split(sign).length)
  const dialect = { ...rfc4180, delimiter: delimiters[counts.indexOf(Math.max(...counts))]! }
  const parse = createRowParser(dialect)
  const rows = rowSplitter(dialect)(text.endsWith('\n') ? text : `${text}\n`)
  for (const [index, row] of rows.entries()) {
    const number = index + 1
    if (row.length > mostRowChars)
      throw new ProblemError('malformed-input', `Row ${number} has more than ${mostRowChars} characters`)
    const cells = parse(row)
    if (!cells) throw new ProblemError('malformed-input', `Row ${number}: its quotes make no sense`)
    const texts = cells.map((cell) => cell ?? '')
    if (texts.some((cell) => cell !== '')) yield { number, cells: texts, chars: row.length }
  }
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new ProblemError('malformed-input', 'The file is not UTF-8: save it as "CSV UTF-8"', { cause })
  }
}
