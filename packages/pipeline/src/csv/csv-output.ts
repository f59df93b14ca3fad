import type { Row } from '../record/row.ts'

/** What a spreadsheet would take for a formula. */
const formula = /^[=+\-@\t\r]/

/** The header row, with its line end. The caller decides which fields there are. */
export function csvHeader(fields: string[]): string {
  return `${fields.map(cell).join(',')}\r\n`
}

/**
 * One record as a row, with its line end (RFC 4180). Absent and null are empty; objects and lists are JSON. Text that a
 * spreadsheet would run as a formula gets an apostrophe before it; numbers do not.
 */
export function csvRow(record: Row, fields: string[]): string {
  return `${fields.map((field) => cell(Object.hasOwn(record, field) ? record[field] : null)).join(',')}\r\n`
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const safe = formula.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
