import type { ReadOptions } from '@syndicate/contracts'
import { columnsOf, unnamed } from '../csv/columns.ts'
import type { CsvTable } from './csv-table.ts'
import { findTable, said } from './find-dialect.ts'
import { looksLikeData, skipSignLine, titlesOf, withoutLines } from './look-at-csv.ts'

/** Lines of comment before a table, at most. */
const mostComments = 100
/** A name as options and steps can speak of it, in characters. */
const mostNameChars = 200
/** Names that an option can say. */
const mostNames = 4096

/**
 * Says of a CSV what `lookAtCsv` would ask: its delimiter, which lines stand before its names, whether it has names, and other
 * names for those that are twice.
 * @param text and what else: as `lookAtCsv` takes it
 */
export function guessAtCsv(text: string, isCut: boolean, given: ReadOptions): ReadOptions {
  const signed = skipSignLine(text, given)
  const said = signed.header === undefined && signed.comment === undefined ? skipComments(text, signed) : signed
  const reading = divided(text, isCut, said)
  const table = tableBehind(text, isCut, reading)
  const { header, rows } = table
  if (!header?.cells || Array.isArray(reading.header)) return reading
  const titles = titlesOf(table, reading)
  if (titles && titles.line > header.line)
    return guessAtCsv(text, isCut, { ...reading, skip: (reading.skip ?? 0) + titles.line - 1 })
  if (reading.header !== true && rows.some((row) => row.cells) && looksLikeData(header, rows))
    return { ...reading, header: false }
  return named(table, reading)
}

function tableBehind(text: string, isCut: boolean, reading: ReadOptions): CsvTable {
  const body = withoutLines(text, reading.skip ?? 0)
  return findTable(isCut || body.endsWith('\n') ? body : `${body}\n`, reading, true)
}

/** With the delimiter that a guess was needed for. */
function divided(text: string, isCut: boolean, reading: ReadOptions): ReadOptions {
  if (reading.delimiter !== undefined && reading.delimiter !== 'auto') return reading
  const { delimiter } = tableBehind(text, isCut, reading).dialect
  return delimiter === ',' ? reading : { ...reading, delimiter: said(delimiter) }
}

/** Lines that begin with # before a table, and none that looks so within it; the last of them may be its names. */
function skipComments(text: string, reading: ReadOptions): ReadOptions {
  const lines = withoutLines(text, reading.skip ?? 0).split('\n', mostComments + 1)
  const first = lines.findIndex((line) => !line.startsWith('#'))
  return first > 1 ? { ...reading, comment: '#' } : reading
}

/** Names of its own for columns whose names are twice or too long, which stand in the row that is left out then. */
function named({ header, width }: CsvTable, reading: ReadOptions): ReadOptions {
  const cells = header!.cells!.map((cell) => cell ?? '')
  const last = Math.max(width, cells.findLastIndex((cell) => cell !== '') + 1)
  const wanted = cells.slice(0, last).map((cell, index) => cell.slice(0, mostNameChars) || unnamed(index))
  const areUsable = new Set(wanted).size === wanted.length && cells.every((cell) => cell.length <= mostNameChars)
  if (areUsable || wanted.length > mostNames) return reading
  const skip = (reading.skip ?? 0) + header!.line - 1 + header!.text.split('\n').length
  return { ...reading, header: columnsOf(unique(wanted)), skip }
}

/** The second of a name is called name_2. */
function unique(names: string[]): string[] {
  const taken = new Set(names)
  const times = new Map<string, number>()
  return names.map((name) => {
    let count = (times.get(name) ?? 0) + 1
    let own = name
    for (; count > 1; count++) {
      own = `${name.slice(0, mostNameChars - String(count).length - 1)}_${count}`
      if (!taken.has(own)) break
    }
    times.set(name, count)
    taken.add(own)
    return own
  })
}
