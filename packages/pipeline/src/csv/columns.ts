import { malformedInput } from '../cut/malformed-input.ts'
import { shown } from '../record/shown.ts'
import { createRowParser } from './create-row-parser.ts'
import type { Dialect } from './dialect.ts'
import { whyMalformed } from './why-malformed.ts'

/** The name of a column that has none. @param index from 0 */
export function unnamed(index: number): string {
  return `column_${index + 1}`
}

/**
 * The names in a header row. Blanks around a name are no part of it, unless it is quoted; what has no name is called by its
 * place, and is no column when nothing with a name comes after it. Throws malformed-input.
 */
export function readColumns(row: string, dialect: Dialect): string[] {
  const cells = createRowParser({ ...dialect, trim: true })(row)
  if (!cells) throw malformedInput(`The header row is not valid CSV: ${whyMalformed(row, dialect)}`)
  return columnsOf(cells.map((cell) => cell ?? ''))
}

/** @param width how many there are at least, with a name or without */
export function columnsOf(cells: string[], width = 0): string[] {
  const last = Math.max(width, cells.findLastIndex((cell) => cell !== '') + 1)
  if (last === 0) throw malformedInput('The header row names no column')
  const columns = cells.slice(0, last).map((cell, index) => cell || unnamed(index))
  const seen = new Map<string, number>()
  for (const [index, column] of columns.entries()) {
    const first = seen.get(column)
    if (first !== undefined)
      throw malformedInput(
        `Columns ${first + 1} and ${index + 1} both have the name ${shown(column)}: give names of your own with header=…, and leave out this row with skip=1`,
      )
    seen.set(column, index)
  }
  return columns
}
