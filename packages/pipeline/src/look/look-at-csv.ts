import type { ReadOptions } from '@syndicate/contracts'
import { columnsOf, unnamed } from '../csv/columns.ts'
import { dialectOf, rfc4180, type Dialect } from '../csv/dialect.ts'
import { hasBlankQuote, whyMalformed } from '../csv/why-malformed.ts'
import { malformedInput } from '../cut/malformed-input.ts'
import { fits, type CsvTable, type SampleRow } from './csv-table.ts'
import { findTable } from './find-dialect.ts'
import { whyNoTable } from './why-no-table.ts'

/**
 * Finds out how a CSV is to be read, as far as that is not said. Throws malformed-input where it cannot be told, or where its
 * first rows make no table.
 * @param text its beginning, with line feeds for line ends
 * @param isCut whether it goes on behind what is here
 */
export function lookAtCsv(text: string, isCut: boolean, reading: ReadOptions): ReadOptions {
  const named = skipSignLine(text, reading)
  const body = withoutLines(text, named.skip ?? 0)
  const table = findTable(isCut || body.endsWith('\n') ? body : `${body}\n`, named)
  if (named.header === undefined || named.header === true) checkHeader(table, named)
  return {
    ...withoutAuto(named),
    ...signsOf(table.dialect, named),
    ...headerOf(table, named),
    ...nullsOf(table, named),
  }
}

/** Spreadsheets may say the delimiter in a line of its own. */
export function skipSignLine(text: string, reading: ReadOptions): ReadOptions {
  const sign = /^"?sep=([^\r\n])"?\r?\n/i.exec(text)?.[1]
  if (sign === undefined || reading.skip) return reading
  const { delimiter = 'auto' } = reading
  return { ...reading, skip: 1, delimiter: delimiter === 'auto' ? sign : delimiter }
}

export function withoutLines(text: string, lines: number): string {
  let start = 0
  for (let left = lines; left > 0; left--) {
    const end = text.indexOf('\n', start)
    if (end < 0) return ''
    start = end + 1
  }
  return text.slice(start)
}

function withoutAuto({ delimiter, quote, ...rest }: ReadOptions): ReadOptions {
  return {
    ...rest,
    ...(delimiter !== undefined && delimiter !== 'auto' && delimiter !== ',' && { delimiter }),
    ...(quote !== undefined && quote !== 'auto' && { quote }),
  }
}

/** What was found that RFC 4180 would not say. */
function signsOf({ delimiter, quote }: Dialect, reading: ReadOptions): ReadOptions {
  const isFound = (said: string | undefined) => said === undefined || said === 'auto'
  return {
    ...(isFound(reading.delimiter) &&
      delimiter !== rfc4180.delimiter && { delimiter: delimiter === '\t' ? 'tab' : delimiter }),
    ...(isFound(reading.quote) && quote !== dialectOf({ ...reading, quote: 'auto' }).quote && { quote }),
  }
}

/** Names of columns that have none at the end of the header, and values below. */
function headerOf({ header, width }: CsvTable, reading: ReadOptions): ReadOptions {
  const cells = (header?.cells ?? []).map((cell) => cell ?? '')
  if (!header || cells.findLastIndex((cell) => cell !== '') + 1 >= width) return {}
  const skip = (reading.skip ?? 0) + header.line - 1 + header.text.split('\n').length
  return { header: columnsOf(cells, width), skip }
}

/** Whoever writes an empty text as "" means null where nothing stands at all. */
function nullsOf({ rows, width }: CsvTable, { nulls }: ReadOptions): ReadOptions {
  if (nulls !== undefined || width < 2) return {}
  const cells = rows.flatMap((row) => row.cells?.slice(0, width) ?? [])
  return cells.includes('') && cells.includes(null) ? { nulls: [''] } : {}
}

function checkHeader(table: CsvTable, reading: ReadOptions): void {
  const { header, rows, width, dialect } = table
  if (!header) return
  if (!header.cells) throw malformedInput(`The header row is not valid CSV: ${whyMalformed(header.text, dialect)}`)
  checkBlanks(table)
  const unlike = reading.header === true ? undefined : whyNoTable(table, reading)
  if (unlike) throw malformedInput(unlike)
  checkTitles(table, reading)
  columnsOf(
    header.cells.map((cell) => cell ?? ''),
    width,
  )
  if (reading.header !== true && rows.some((row) => row.cells) && looksLikeData(header, rows))
    throw malformedInput(
      `The first row looks like data, not names: ${header.cells.slice(0, 5).join(', ').slice(0, 80)}; say header=true if it names the columns, header=false if nothing does (they are ${unnamed(0)}, …), or name them with header=…`,
    )
}

/** Where no row can be read, for blanks before its quotes. */
function checkBlanks({ rows, width, dialect }: CsvTable): void {
  const blank = rows.find(({ text }) => hasBlankQuote(text, dialect))
  if (blank && !rows.some(({ cells }) => cells && fits(cells, width)))
    throw malformedInput(`Line ${blank.line}: ${whyMalformed(blank.text, dialect)}`)
}

function checkTitles(table: CsvTable, reading: ReadOptions): void {
  const titles = titlesOf(table, reading)
  if (!titles) return
  const { width, header } = table
  const { usual, sign, line } = titles
  const { skip = 0 } = reading
  throw malformedInput(
    `The first row has ${width === 1 ? '1 field' : `${width} fields`}, most have ${usual}, with ${JSON.stringify(sign)} between: where lines stand before the names, say skip=${skip + line - 1}; else name the columns with header=… and skip=${skip + header!.line}`,
  )
}

/** Where lines before the header have fewer fields than most rows: how many those have, by which sign, and where they begin. */
export function titlesOf(
  { rows, width, dialect }: CsvTable,
  { delimiter }: ReadOptions,
): { usual: number; sign: string; line: number } | undefined {
  const signs =
    delimiter === undefined || delimiter === 'auto' ? [dialect.delimiter, ',', ';', '\t', '|'] : [dialect.delimiter]
  for (const sign of width > 1 ? [dialect.delimiter] : signs) {
    const counts = rows.map(({ text, cells }) =>
      sign === dialect.delimiter ? (cells?.length ?? 0) : text.split(sign).length,
    )
    const usual = mostCommon(counts)
    const times = counts.filter((count) => count === usual).length
    if (usual <= width || times < 2 || times * 2 < counts.length) continue
    if (rows.every(({ cells }) => cells && fits(cells, width))) continue
    return { usual, sign, line: rows[counts.indexOf(usual)]!.line }
  }
  return undefined
}

function mostCommon(counts: number[]): number {
  const times = new Map<number, number>()
  for (const count of counts) times.set(count, (times.get(count) ?? 0) + 1)
  return [...times].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0
}

/**
 * Whether a cell of the first row is a number or a date, as all below it are. A year is a name as well, and so is what alone
 * stands in quotes.
 */
export function looksLikeData(header: SampleRow, rows: SampleRow[]): boolean {
  return header.cells!.some((cell, column) => {
    const kind = kindOf(cell)
    if (kind === undefined || /^(19|20)\d\d$/.test(cell!)) return false
    const below = rows.map(({ cells }) => cells?.[column]).filter((value) => value)
    if (header.text.includes(`"${cell}"`) && !rows[0]!.text.includes(`"${rows[0]!.cells?.[column]}"`)) return false
    return below.length > 0 && below.every((value) => kindOf(value) === kind)
  })
}

function kindOf(cell: string | null | undefined): 'number' | 'date' | undefined {
  if (!cell) return undefined
  if (/^[+-]?(\d+([.,]\d+)*|[.,]\d+)([eE][+-]?\d+)?$/.test(cell)) return 'number'
  return /^\d{4}-\d\d-\d\d/.test(cell) ? 'date' : undefined
}
