import { createRowParser, type Cells } from '../csv/create-row-parser.ts'
import type { Dialect } from '../csv/dialect.ts'
import { rowSplitter } from '../csv/split-rows.ts'

/** How many rows are looked at. */
const mostRows = 2000

export interface SampleRow {
  text: string
  /** Where it begins, from 1. */
  line: number
  /** Null where it is no row in this dialect. A cell is null where it is empty and not quoted. */
  cells: Cells | null
}

/** A text as rows of a dialect. */
export interface CsvTable {
  dialect: Dialect
  /** The first row, when it names the columns. */
  header: SampleRow | undefined
  rows: SampleRow[]
  /** How many columns there are. */
  width: number
  /** Of the rows, those that have as many cells; 1 when there are none. */
  share: number
}

/** @param names those of the columns where no row has them */
export function tableOf(text: string, dialect: Dialect, names: string[] | boolean | undefined): CsvTable {
  const all = rowsOf(text, dialect)
  const header = Array.isArray(names) || names === false ? undefined : all.shift()
  const width = Array.isArray(names) ? names.length : widthOf(header ?? all[0], all)
  const fitting = all.filter(({ cells }) => cells !== null && fits(cells, width))
  return { dialect, header, rows: all, width, share: all.length === 0 ? 1 : fitting.length / all.length }
}

function rowsOf(text: string, dialect: Dialect): SampleRow[] {
  const parse = createRowParser(dialect, [''])
  const parseHeader = createRowParser({ ...dialect, trim: true }, [''])
  const rows: SampleRow[] = []
  let line = 1
  for (const row of rowSplitter(dialect)(text)) {
    const isRow = row !== '' && !(dialect.comment !== '' && row.startsWith(dialect.comment))
    if (isRow) rows.push({ text: row, line, cells: (rows.length === 0 ? parseHeader : parse)(row) })
    line += row.split('\n').length
    if (rows.length > mostRows) break
  }
  return rows
}

/** Empty cells at the end of the first row are no columns, unless something stands below them. */
function widthOf(first: SampleRow | undefined, rows: SampleRow[]): number {
  const cells = first?.cells ?? []
  const named = cells.findLastIndex((cell) => cell) + 1
  if (named === cells.length) return named
  const filled = rows.map((row) =>
    (row.cells?.length ?? 0) > cells.length ? 0 : (row.cells ?? []).findLastIndex((cell) => cell) + 1,
  )
  return Math.max(named, ...filled)
}

export function fits(cells: Cells, width: number): boolean {
  return cells.length === width || (cells.length > width && cells.slice(width).every((cell) => !cell))
}
