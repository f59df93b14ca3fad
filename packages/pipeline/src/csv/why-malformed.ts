import type { Dialect } from './dialect.ts'

/** Why a row cannot be taken apart, and what to do. */
export function whyMalformed(row: string, dialect: Dialect): string {
  return hintOf(row, dialect) ?? 'A quoted field is not closed, or goes on after its closing quote'
}

/** What its quotes are likely to mean, where they do not mean what the dialect says. */
export function hintOf(row: string, { delimiter, quote, escape, trim }: Dialect): string | undefined {
  if (quote === '') return undefined
  if (escape === '' && row.includes(`\\${quote}`))
    return 'A backslash stands before a quote; if it escapes the quote, say escape=\\'
  if (!trim && [' ', '\t'].some((blank) => blank !== delimiter && (row.includes(delimiter + blank + quote) || row.startsWith(blank + quote))))
    return 'Blanks stand before a quote; if they are no part of the value, say trim=true'
  const after = [';', '\t', '|'].find((sign) => sign !== delimiter && row.includes(quote + sign))
  if (after !== undefined) return `${JSON.stringify(after)} follows a closing quote; if it is the delimiter, say so`
  return undefined
}
