import type { ReadOptions } from '@syndicate/contracts'
import { dialectOf, type Dialect } from '../csv/dialect.ts'
import { malformedInput } from '../cut/malformed-input.ts'
import { tableOf, type CsvTable } from './csv-table.ts'

/** What stands between fields, the usual one first. */
export const delimiters = [',', ';', '\t', '|', '\x01', '\x1f', '^', '~']
const quotes = ['"', "'", '`']

/** How a sign is said in a query. */
export function said(delimiter: string): string {
  return delimiter === '\t' ? 'tab' : delimiter <= ' ' ? encodeURIComponent(delimiter) : delimiter
}

/**
 * The table that a text is, in the dialect in which its rows have as many cells as its header. RFC 4180 where nothing speaks
 * against it. Throws malformed-input where it may be one or the other.
 * @param guesses takes the widest then
 */
export function findTable(text: string, reading: ReadOptions, guesses = false): CsvTable {
  const base = dialectOf(reading)
  const { delimiter = 'auto', quote = 'auto', header } = reading
  const taken = [base.quote, base.escape, base.comment]
  const open = (delimiter === 'auto' ? delimiters : [base.delimiter]).filter((sign) => !taken.includes(sign))
  const table = (signs: Partial<Dialect>) => tableOf(text, { ...base, ...signs }, header)
  const usual = table({})
  const first = (usual.header ?? usual.rows[0])?.text ?? ''
  const tables = open
    .filter((sign) => first.includes(sign))
    .map((sign) => (sign === base.delimiter ? usual : table({ delimiter: sign })))
  const regular = tables.filter(isRegular)
  const found =
    only(regular) ?? (regular.length === 0 ? only(quote === 'auto' ? quoted(tables, table) : []) : undefined)
  if (found) return quote === 'auto' ? withQuotes(found, table) : found
  if (regular.length > 1 && guesses) return regular.toSorted((a, b) => b.width - a.width)[0]!
  if (regular.length > 1) throw ambiguous(regular)
  const likely = tables.filter(({ width, share }) => width > 1 && share >= 0.5)
  if (likely.length > 0) return only(likely) ?? usualOr(likely, base)
  const divided = tables.filter(
    ({ width, rows, dialect }) => width > 1 && rows.some((row) => row.text.includes(dialect.delimiter)),
  )
  return usualOr(divided, base) ?? usual
}

function isRegular({ width, rows, share }: CsvTable): boolean {
  return width > 1 && (rows.length === 0 || share === 1)
}

function only<T>(found: T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined
}

function usualOr(found: CsvTable[], { delimiter }: Dialect): CsvTable {
  return found.find(({ dialect }) => dialect.delimiter === delimiter) ?? only(found)!
}

/** The same tables with another quote, where it makes them regular. */
function quoted(tables: CsvTable[], table: (signs: Partial<Dialect>) => CsvTable): CsvTable[] {
  return quotes
    .slice(1)
    .flatMap((quote) => tables.map(({ dialect }) => table({ delimiter: dialect.delimiter, quote })))
    .filter(
      (each) =>
        isRegular(each) &&
        each.rows.some(({ text }) => text.includes(each.dialect.quote)) &&
        !each.rows.some(({ text }) => text.includes('"')),
    )
}

/** The same table with another quote, where each text in it stands in those, so that they are no part of the values. */
function withQuotes(found: CsvTable, table: (signs: Partial<Dialect>) => CsvTable): CsvTable {
  const { dialect, rows } = found
  if (dialect.quote !== quotes[0] || rows.some(({ text }) => text.includes('"'))) return found
  const texts = rows.flatMap(({ cells }) => cells ?? []).filter((cell) => cell && !/^[-+.\d]/.test(cell)) as string[]
  const isIn = (quote: string) => (text: string) => text.length > 1 && text.startsWith(quote) && text.endsWith(quote)
  const quote = texts.length === 0 ? undefined : quotes.slice(1).find((sign) => texts.every(isIn(sign)))
  const other = quote === undefined ? found : table({ delimiter: dialect.delimiter, quote })
  return isRegular(other) ? other : found
}

function ambiguous(tables: CsvTable[]) {
  const signs = tables.map(({ dialect }) => JSON.stringify(dialect.delimiter))
  const ways = tables.map(({ dialect }) => `delimiter=${said(dialect.delimiter)}`)
  return malformedInput(`${signs.join(' or ')} may be between the fields; say ${ways.join(' or ')}`)
}
