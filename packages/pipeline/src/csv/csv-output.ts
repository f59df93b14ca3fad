import { jsonOf } from '../record/json-of.ts'
import type { Row } from '../record/row.ts'

/** What a spreadsheet would take for a formula. */
const formula = /^[=+\-@\t\r]/
/** What a reader could take for a sign of its dialect, so that what is written is read again as it was. */
// oxlint-disable-next-line no-control-regex -- two of them are delimiters
const sign = /[",\r\n;\t|\u0001\u001f^~]|^['#]/
const number = /^[-+.\d][-+.,\d]*$/
// oxlint-disable-next-line no-control-regex -- what files begin with that are no text, or divides fields elsewhere
const oddName = /[\0-\x1f\x7f:/!#&@*%<{[]|\s.*\s|^PAR1/

interface CsvOutput {
  /** For a spreadsheet: what it would run as a formula gets an apostrophe before it. */
  forExcel?: boolean
}

/** Before the text for a spreadsheet, which would take it for another encoding. */
export const byteOrderMark = '\uFEFF'

/** The header row, with its line end. The caller decides which fields there are. */
export function csvHeader(fields: string[], { forExcel = false }: CsvOutput = {}): string {
  return `${fields.map((field) => (isBare(field) ? cell(field, forExcel) : quoted(safeIn(forExcel, field)))).join(',')}\r\n`
}

/** Blanks around a name are part of it, and a number or what looks like another kind of file is a name, where they are quoted. */
function isBare(field: string): boolean {
  return field !== '' && field.trim() === field && !number.test(field) && !oddName.test(field)
}

/**
 * Writes a record as a row, with its line end (RFC 4180). Absent and null are empty, and an empty text is `""`, as is a row of
 * one empty cell; objects and lists are JSON. A half of a pair of surrogates, which UTF-8 cannot carry, is escaped as in JSON.
 * It costs what the record has, not what there are columns: in a wide table most cells are empty.
 */
export function createRowWriter(fields: string[], { forExcel = false }: CsvOutput = {}): (record: Row) => string {
  const places = new Map(fields.map((field, place) => [field, place]))
  return (record) => {
    const filled = Object.keys(record).flatMap((field) => places.get(field) ?? [])
    let row = ''
    let at = 0
    for (const place of filled.sort((a, b) => a - b)) {
      row += ','.repeat(place - at) + cell(record[fields[place]!], forExcel)
      at = place
    }
    if (row === '' && fields.length === 1) return '""\r\n'
    return `${row}${','.repeat(Math.max(0, fields.length - 1 - at))}\r\n`
  }
}

function cell(value: unknown, forExcel: boolean): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = cellText(value)
  const safe = safeIn(forExcel, text)
  return text === '' || sign.test(text) || !text.isWellFormed() ? quoted(safe) : safe
}

/** What a cell has of a value, as a reader finds it: text as it is, nothing for null, JSON of what is deeper. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' ? value : jsonOf(value)
}

/** The same, made safe for a spreadsheet and for UTF-8. */
export function sheetText(value: unknown): string {
  const text = cellText(value)
  return wellFormed(typeof value === 'number' || typeof value === 'boolean' ? text : safeIn(true, text))
}

/** A cell as it was before it was made safe for a spreadsheet. */
export function withoutGuard(cell: string): string {
  return cell.startsWith("'") && formula.test(cell.slice(1)) ? cell.slice(1) : cell
}

function safeIn(excel: boolean, text: string): string {
  return excel && formula.test(text) ? `'${text}` : text
}

function quoted(text: string): string {
  return `"${wellFormed(text).replaceAll('"', '""')}"`
}

function wellFormed(text: string): string {
  return text.isWellFormed() ? text : text.replaceAll(/\p{Surrogate}/gu, escaped)
}

function escaped(surrogate: string): string {
  return `\\u${surrogate.charCodeAt(0).toString(16)}`
}
