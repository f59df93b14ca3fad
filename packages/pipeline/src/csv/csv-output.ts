import type { Row } from '../record/row.ts'

/** What a spreadsheet would take for a formula. */
const formula = /^[=+\-@\t\r]/

/** The header row, with its line end. The caller decides which fields there are. */
export function csvHeader(fields: string[]): string {
  return `${fields.map(cell).join(',')}\r\n`
}

/**
 * Writes a record as a row, with its line end (RFC 4180). Absent and null are empty; objects and lists are JSON. Text that a
 * spreadsheet would run as a formula gets an apostrophe before it; numbers do not.
 * It costs what the record has, not what there are columns: in a wide table most cells are empty.
 */
export function createRowWriter(fields: string[]): (record: Row) => string {
  const places = new Map(fields.map((field, place) => [field, place]))
  return (record) => {
    const filled = Object.keys(record).flatMap((field) => places.get(field) ?? [])
    let row = ''
    let at = 0
    for (const place of filled.sort((a, b) => a - b)) {
      row += ','.repeat(place - at) + cell(record[fields[place]!])
      at = place
    }
    return `${row}${','.repeat(Math.max(0, fields.length - 1 - at))}\r\n`
  }
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const safe = formula.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
