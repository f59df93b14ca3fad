import type { ReadOptions } from '@syndicate/contracts'
import { columnsOf, unnamed } from '../csv/columns.ts'
import { dialectOf } from '../csv/dialect.ts'
import { fits, type CsvTable } from './csv-table.ts'
import { delimiters, findTable } from './find-dialect.ts'
import { looksLikeData, skipSignLine, titlesOf, withoutLines } from './look-at-csv.ts'

/** Lines of comment before a table, at most. */
const mostComments = 100
/** A name as options and steps can speak of it, in characters. */
const mostNameChars = 200
/** Rows that are too short by mistake are fewer than this share of them. */
const mostShort = 0.05
/** Blanks around cells are meant, unless so many have them, and such a share. */
const leastBlank = 5
const mostlyBlank = 0.9
/** So many lines are not divided alike by chance. */
const leastRows = 3
/** So many lines are not in order by chance. */
const leastSorted = 20
/** Names that an option can say. */
const mostNames = 4096

/**
 * Says of a CSV what `lookAtCsv` would ask: its delimiter, which lines stand before its names, whether it has names, and other
 * names for those that are twice.
 * @param text and what else: as `lookAtCsv` takes it
 */
export function guessAtCsv(text: string, isCut: boolean, given: ReadOptions): ReadOptions {
  const signed = skipSignLine(text, given)
  const isOpen = signed.header === undefined && signed.comment === undefined
  const reading = divided(text, isCut, isOpen ? skipComments(text, signed) : signed)
  const table = tableBehind(text, isCut, reading)
  const { header, rows } = table
  if (!header?.cells) return completed(table, reading)
  const titles = titlesOf(table, reading) ?? titlesOfLines(table)
  if (titles && titles.line > header.line && !areShort(table))
    return guessAtCsv(text, isCut, { ...reading, skip: (reading.skip ?? 0) + titles.line - 1 })
  if (reading.header !== true && rows.some((row) => row.cells) && (looksLikeData(header, rows) || beginsList(table)))
    return completed(table, { ...reading, header: false })
  return completed(table, named(table, reading))
}

function tableBehind(text: string, isCut: boolean, reading: ReadOptions): CsvTable {
  const body = withoutLines(text, reading.skip ?? 0)
  return findTable(isCut || body.endsWith('\n') ? body : `${body}\n`, reading, true)
}

/** With the delimiter that a guess was needed for. */
function divided(text: string, isCut: boolean, reading: ReadOptions): ReadOptions {
  if (reading.delimiter !== undefined && reading.delimiter !== 'auto') return reading
  const { delimiter } = tableBehind(text, isCut, reading).dialect
  return delimiter === ',' ? reading : { ...reading, delimiter: delimiter === '\t' ? 'tab' : delimiter }
}

/** Lines of comment before a table, which begin with #. The last of them may be its names, then given as they are. */
function skipComments(text: string, reading: ReadOptions): ReadOptions {
  const lines = withoutLines(text, reading.skip ?? 0).split('\n', mostComments + 1)
  const first = lines.findIndex((line) => !line.startsWith('#'))
  if (first < 1 || lines[first]!.trim() === '') return reading
  const names = namesIn(lines[first - 1]!.slice(1), lines[first]!, reading)
  if (!names && first === 1) return reading
  return { ...reading, comment: '#', ...(names && { header: names }) }
}

/** The names in a line that is divided as the first row is, into as many cells or more. A comma may be one of prose. */
function namesIn(line: string, row: string, reading: ReadOptions): string[] | undefined {
  const { delimiter = 'auto' } = reading
  for (const sign of delimiter === 'auto' ? delimiters : [dialectOf(reading).delimiter]) {
    const cells = row.split(sign).length
    const names = line
      .split(sign)
      .map((name) => name.trim().slice(0, mostNameChars))
      .filter((name) => name !== '')
    if (cells < 2 || names.length < cells || names.length > mostNames || new Set(names).size < names.length) continue
    if (sign !== ',' || /\d/.test(row)) return names
  }
  return undefined
}

/** The same of a table of one column, as what it looks like from its first line, where most lines have more by another sign. */
function titlesOfLines({ rows, width }: CsvTable): { line: number } | undefined {
  if (width > 1) return undefined
  for (const sign of delimiters.slice(1)) {
    const counts = rows.map(({ text }) => text.split(sign).length)
    const [usual = 1] = counts.slice(-1)
    const first = counts.indexOf(usual)
    if (usual > 1 && counts.length - first >= leastRows && counts.slice(first).every((count) => count === usual))
      return { line: rows[first]!.line }
  }
  return undefined
}

/** Whether lines are in the order of the alphabet from the first on, which then is one of them. */
function beginsList({ header, rows, width }: CsvTable): boolean {
  const lines = [header!, ...rows].map(({ text }) => text.toLowerCase())
  if (width > 1 || rows.length < leastSorted || lines[0]![0] !== lines[1]![0]) return false
  return lines.every((line, index) => index === 0 || lines[index - 1]! <= line)
}

/** A column of which nearly every cell has blanks around it, which then are no part of any. */
function trimmed({ rows, width }: CsvTable, reading: ReadOptions): ReadOptions {
  if (reading.trim !== undefined || rows.length < leastBlank) return reading
  for (let column = 0; column < width; column++) {
    const cells = rows.flatMap(({ cells: all }) => all?.[column] || [])
    const blank = cells.filter((cell) => cell.trim() !== '' && /^[ \t]|[ \t]$/.test(cell)).length
    if (blank >= leastBlank && blank > cells.length * mostlyBlank) return { ...reading, trim: true }
  }
  return reading
}

/** With what is taken away or added to its cells: of rows of which more are too short than by mistake, what they lack is null. */
function completed(table: CsvTable, reading: ReadOptions): ReadOptions {
  const cut = trimmed(table, reading)
  return reading.ragged === undefined && areShort(table) ? { ...cut, ragged: 'fill' } : cut
}

function areShort({ rows, width }: CsvTable): boolean {
  const short = rows.filter(({ cells }) => cells && cells.length < width).length
  const long = rows.filter(({ cells }) => cells && cells.length > width && !fits(cells, width)).length
  return width > 2 && short > rows.length * mostShort && long * 2 < short
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
    while (count > 1) {
      own = `${name.slice(0, mostNameChars - String(count).length - 1)}_${count}`
      if (!taken.has(own)) break
      count++
    }
    times.set(name, count)
    taken.add(own)
    return own
  })
}
