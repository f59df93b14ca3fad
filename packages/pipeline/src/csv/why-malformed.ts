import { shown } from '../record/shown.ts'
import { cellsBeforeFault } from './create-row-parser.ts'
import type { Dialect } from './dialect.ts'

/** The column, from 0, in which a row cannot be read, or not in one line. */
export function faultyColumn(row: string, dialect: Dialect): number {
  const end = row.indexOf('\n')
  return cellsBeforeFault(end < 0 ? row : row.slice(0, end), dialect)
}

/** A column by its number, from 1, and its name. */
export function shownColumn(index: number, columns: string[]): string {
  const name = columns[index]
  return name === undefined ? `column ${index + 1}` : `column ${index + 1}, ${shown(name)}`
}

/** Why a row cannot be taken apart, and what to do. */
export function whyMalformed(row: string, dialect: Dialect): string {
  return hintOf(row, dialect) ?? 'A quoted field is not closed, or goes on after its closing quote'
}

/** What its quotes are likely to mean, where they do not mean what the dialect says. */
export function hintOf(row: string, dialect: Dialect): string | undefined {
  const { delimiter, quote, escape } = dialect
  if (quote === '') return undefined
  if (escape === '' && row.includes(`\\${quote}`))
    return 'A backslash stands before a quote; if it escapes the quote, say escape=\\'
  if (hasBlankQuote(row, dialect)) return 'Blanks stand before a quote; if they are no part of the value, say trim=true'
  const after = [';', '\t', '|'].find((sign) => sign !== delimiter && row.includes(quote + sign))
  if (after !== undefined) return `${JSON.stringify(after)} follows a closing quote; if it is the delimiter, say so`
  return undefined
}

/** Whether a quote would open a cell, were there no blank before it. */
export function hasBlankQuote(row: string, { delimiter, quote, trim }: Dialect): boolean {
  if (trim || quote === '') return false
  const blanks = [' ', '\t'].filter((blank) => blank !== delimiter)
  return blanks.some((blank) => row.startsWith(blank + quote) || row.includes(delimiter + blank + quote))
}
