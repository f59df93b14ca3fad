import { CliError } from '../cli-error.ts'
import { printable } from './printable.ts'

/** Parts of a value by their names in its JSON, as deep as there are dots: `runId`, `counts.loaded`. */
export type ColumnNames = readonly string[]

/**
 * The values of columns in each row; undefined where a row has none.
 * @throws CliError wrongUse where no row has one at all, with those that there are
 */
function cellsOf(rows: readonly unknown[], columns: ColumnNames): unknown[][] {
  const cells = rows.map((row) => columns.map((column) => partOf(row, column.split('.'))))
  const unknown = columns.filter((_column, index) => cells.length > 0 && cells.every((row) => row[index] === undefined))
  if (unknown.length === 0) return cells
  const known = namesIn(rows[0]).join(', ')
  throw new CliError('wrongUse', `There is no ${unknown.join(', ')}`, known && `There are: ${known}`)
}

/** Lines for other programs: cells between tabs, without titles. What is more than a value is JSON. */
export function asLines(rows: readonly unknown[], columns: ColumnNames): string {
  return cellsOf(rows, columns)
    .map((row) => `${row.map((cell) => printable(textOf(cell))).join('\t')}\n`)
    .join('')
}

/** The same as JSON, a line each, under the names that were asked for. */
export function asJson(rows: readonly unknown[], columns: ColumnNames): string {
  return cellsOf(rows, columns)
    .map(
      (row) => `${JSON.stringify(Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null])))}\n`,
    )
    .join('')
}

function partOf(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return value
  // Of nothing every part is nothing, rather than unknown.
  if (value === null) return null
  if (typeof value !== 'object' || !Object.hasOwn(value, name)) return undefined
  return partOf((value as Record<string, unknown>)[name], rest)
}

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return ''
  return typeof cell === 'string' ? cell : JSON.stringify(cell)
}

/** What may be asked for, two levels deep. */
function namesIn(value: unknown): string[] {
  if (!isRecord(value)) return []
  return Object.entries(value).flatMap(([name, part]) =>
    isRecord(part) ? [name, ...Object.keys(part).map((inner) => `${name}.${inner}`)] : [name],
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
