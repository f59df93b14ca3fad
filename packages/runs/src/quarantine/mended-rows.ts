import { setImmediate } from 'node:timers/promises'
import { isId, ProblemError, type PatchOperation } from '@syndicate/contracts'
import { compilePatch, Fault, mendRecord, parseJson, type Mended } from '@syndicate/pipeline'
import { cellText, readSheet, sheetText, withoutGuard } from '@syndicate/pipeline/csv'
import type { ReplayableRecord } from '@syndicate/catalog'

/** Columns of a sheet of refused records that say which record a row is of and why it was refused; the others are its fields. */
export const sheetColumns = {
  id: 'refusal_id',
  field: 'refusal_field',
  reason: 'refusal_reason',
  /** What came, where it could not be read. */
  original: 'refusal_original',
} as const

/** What a sheet may have: rows, and columns beside its own. */
const most = { rows: 10_000, columns: 1000 }
/** Read between two looks at others, in characters. */
const charsAtOnce = 256 * 1024

/** A field of the records, and the column it stands in. */
interface Column {
  /** As the header has it. */
  name: string
  /** Without what made it safe for a spreadsheet. */
  field: string
  at: number
}

/** What a row says its record is now. */
export interface MendedRow {
  columns: readonly Column[]
  cells: readonly string[]
}

/**
 * The rows of a sheet of refused records that was mended, by the id of their record. What is no id names no record, which
 * whoever sent it is told of. Throws malformed-input, validation-failed.
 */
export async function readMendedRows(bytes: Uint8Array): Promise<{ rows: Map<string, MendedRow>; withoutId: number }> {
  const rows = new Map<string, MendedRow>()
  let header: { idAt: number; columns: Column[] } | undefined
  let withoutId = 0
  let chars = 0
  for (const row of readSheet(bytes)) {
    if ((chars += row.chars) > charsAtOnce) {
      await setImmediate()
      chars = 0
    }
    const { number, cells } = row
    if (!header) {
      header = headerOf(cells)
      continue
    }
    const id = (cells[header.idAt] ?? '').trim()
    if (rows.has(id))
      throw new ProblemError('validation-failed', `Row ${number}: another row has this ${sheetColumns.id}`)
    if (isId(id)) rows.set(id, { columns: header.columns, cells })
    else withoutId++
    if (rows.size + withoutId > most.rows)
      throw new ProblemError('validation-failed', `The file has more than ${most.rows} rows: send it in parts`)
  }
  return { rows, withoutId }
}

function headerOf(cells: readonly string[]): { idAt: number; columns: Column[] } {
  const idAt = cells.indexOf(sheetColumns.id)
  if (idAt < 0)
    throw new ProblemError(
      'validation-failed',
      `The file has no column ${sheetColumns.id}: send back what was downloaded, with that column`,
    )
  const own = new Set<string>(Object.values(sheetColumns))
  const columns = cells.flatMap((cell, at) =>
    cell === '' || own.has(cell) ? [] : [{ name: cell, field: withoutGuard(cell), at }],
  )
  if (columns.length > most.columns)
    throw new ProblemError('validation-failed', `The file has more than ${most.columns} columns: leave some out`)
  const fields = new Set<string>()
  for (const { field } of columns) {
    if (fields.has(field))
      throw new ProblemError('validation-failed', `Two columns have the name ${JSON.stringify(field)}`)
    fields.add(field)
  }
  return { idAt, columns }
}

/**
 * A record as a row has it, as one line of JSON. Only cells that say something else than the record are taken over; of a
 * record that could not be read, those that are filled in are all it is then.
 * @param maxChars the longest line
 */
export function mendByRow(
  { text, isReadable, format }: Pick<ReplayableRecord, 'text' | 'isReadable' | 'format'>,
  row: MendedRow,
  maxChars: number,
): Mended {
  const record = isReadable ? parseJson(text) : {}
  if (record instanceof Fault || typeof record !== 'object' || record === null || Array.isArray(record))
    return { left: 'unreadable' }
  const changes: PatchOperation[] = []
  for (const { name, field: unguarded, at } of row.columns) {
    const cell = row.cells[at]
    // An apostrophe may be its own.
    const field = Object.hasOwn(record, name) && !Object.hasOwn(record, unguarded) ? name : unguarded
    // A row that is too short says nothing of the fields behind.
    if (cell === undefined) break
    const before = Object.hasOwn(record, field) ? (record as Record<string, unknown>)[field] : undefined
    if (isSame(before, cell)) continue
    const asText = typeof before === 'string' || format === 'csv'
    changes.push({ op: 'add', path: pointerTo(field), value: valueOf(withoutGuard(cell), asText) })
  }
  if (changes.length === 0) return { left: 'unchanged' }
  const patch = isReadable ? changes : [{ op: 'replace' as const, path: '', value: {} }, ...changes]
  return mendRecord(text, compilePatch(patch), maxChars)
}

/** Whether a cell says what the record has, with or without what made that safe. Line ends within cells are a spreadsheet's own. */
function isSame(before: unknown, cell: string): boolean {
  const text = cellText(before)
  if (text === cell) return true
  const is = unixLines(cell)
  return [text, sheetText(before)].some((was) => is === unixLines(was))
}

function unixLines(text: string): string {
  return text.replaceAll('\r\n', '\n')
}

/** What was typed, as JSON where it is JSON and the field had no text. */
function valueOf(cell: string, asText: boolean): unknown {
  if (asText) return cell
  if (cell === '') return null
  const value = parseJson(cell)
  return value instanceof Fault ? cell : value
}

function pointerTo(field: string): string {
  return `/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`
}
