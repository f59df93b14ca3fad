import { isId, ProblemError, type PatchOperation } from '@syndicate/contracts'
import { compilePatch, Fault, mendRecord, parseJson, type Mended } from '@syndicate/pipeline'
import { cellText, readSheet, withoutGuard } from '@syndicate/pipeline/csv'
import type { ReplayableRecord } from '@syndicate/catalog'

/** Columns of a sheet of refused records that say which record a row is of and why it was refused; the others are its fields. */
export const sheetColumns = {
  id: 'refusal_id',
  field: 'refusal_field',
  reason: 'refusal_reason',
  /** What came, where it could not be read. */
  original: 'refusal_original',
} as const

/** So many rows a sheet may have. */
export const mostRows = 10_000

/** What a row says its record is now: cells by field. */
export type MendedRow = ReadonlyMap<string, string>

/**
 * The rows of a sheet of refused records that was mended, by the id of their record. What is no id names no record, which
 * whoever sent it is told of. Throws malformed-input, validation-failed.
 */
export function readMendedRows(bytes: Uint8Array): { rows: Map<string, MendedRow>; withoutId: number } {
  const { header, rows } = readSheet(bytes)
  const idAt = header.indexOf(sheetColumns.id)
  if (idAt < 0)
    throw new ProblemError(
      'validation-failed',
      `The file has no column ${sheetColumns.id}: send back what was downloaded, with that column`,
    )
  const own = new Set<string>(Object.values(sheetColumns))
  const fields = header.flatMap((field, at) => (own.has(field) ? [] : [{ field, at }]))
  const twice = fields.find(({ field }, index) => fields.findIndex((other) => other.field === field) !== index)
  if (twice) throw new ProblemError('validation-failed', `Two columns have the name ${JSON.stringify(twice.field)}`)
  if (rows.length > mostRows)
    throw new ProblemError(
      'validation-failed',
      `The file has ${rows.length} rows; at most ${mostRows} are taken at once`,
    )
  const byId = new Map<string, MendedRow>()
  let withoutId = 0
  for (const { number, cells } of rows) {
    const id = (cells[idAt] ?? '').trim()
    if (byId.has(id))
      throw new ProblemError('validation-failed', `Row ${number}: another row has this ${sheetColumns.id}`)
    if (isId(id))
      byId.set(id, new Map(fields.flatMap(({ field, at }) => (at < cells.length ? [[field, cells[at]!]] : []))))
    else withoutId++
  }
  return { rows: byId, withoutId }
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
  for (const [field, cell] of row) {
    const before = Object.hasOwn(record, field) ? (record as Record<string, unknown>)[field] : undefined
    if (isSame(before, cell)) continue
    const asText = typeof before === 'string' || format === 'csv'
    changes.push({ op: 'add', path: pointerTo(field), value: valueOf(withoutGuard(cell), asText) })
  }
  if (changes.length === 0) return { left: 'unchanged' }
  const patch = isReadable ? changes : [{ op: 'replace' as const, path: '', value: {} }, ...changes]
  return mendRecord(text, compilePatch(patch), maxChars)
}

/** Line ends within cells are a spreadsheet's own. */
function isSame(before: unknown, cell: string): boolean {
  const [was, is] = [cellText(before), cell].map((text) => text.replaceAll('\r\n', '\n')) as [string, string]
  return is === was || withoutGuard(is) === was
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
