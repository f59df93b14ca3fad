import { ProblemError } from '@syndicate/contracts'
import { createRowParser } from './create-row-parser.ts'
import { rfc4180 } from './dialect.ts'
import { rowSplitter } from './split-rows.ts'

/** A row of a sheet, with its number as a spreadsheet shows it. */
export interface SheetRow {
  number: number
  cells: string[]
}

/** What spreadsheets put between cells, by where they are. */
const delimiters = [',', ';', '\t']

/**
 * The header and the rows of a CSV that a spreadsheet has written: with commas, semicolons or tabs, whichever the header has
 * most of. Empty rows are left out. Throws malformed-input with the row that is wrong.
 */
export function readSheet(bytes: Uint8Array): { header: string[]; rows: SheetRow[] } {
  const text = decoded(bytes)
  const head = text.slice(0, text.indexOf('\n') + 1 || undefined)
  const counts = delimiters.map((sign) => head.split(sign).length)
  const dialect = { ...rfc4180, delimiter: delimiters[counts.indexOf(Math.max(...counts))]! }
  const parse = createRowParser(dialect)
  const rows = rowSplitter(dialect)(text.endsWith('\n') ? text : `${text}\n`).flatMap((row, index): SheetRow[] => {
    const cells = parse(row)
    if (!cells) throw new ProblemError('malformed-input', `Row ${index + 1}: its quotes make no sense`)
    const texts = cells.map((cell) => cell ?? '')
    return texts.every((cell) => cell === '') ? [] : [{ number: index + 1, cells: texts }]
  })
  const [header, ...others] = rows
  return { header: header?.cells ?? [], rows: others }
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new ProblemError('malformed-input', 'The file is not UTF-8: save it as "CSV UTF-8"', { cause })
  }
}
