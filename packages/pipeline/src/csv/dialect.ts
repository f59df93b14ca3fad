import { ProblemError, type ReadOptions } from '@syndicate/contracts'

/** How the rows of a CSV are written: signs are one ASCII character each, '' where there is none. */
export interface Dialect {
  delimiter: string
  quote: string
  /** Before a quote, a delimiter or itself, in quotes and out of them; doubled quotes are read beside it. */
  escape: string
  /** What a line that is no row begins with. */
  comment: string
  /** Whether blanks around cells and their quotes are no part of them. */
  trim: boolean
}

export const rfc4180: Dialect = { delimiter: ',', quote: '"', escape: '', comment: '', trim: false }

/** Whether rows are told apart and read as RFC 4180 says, for which there is code of its own. */
export function isRfc4180(dialect: Dialect): boolean {
  return Object.entries(rfc4180).every(([key, value]) => dialect[key as keyof Dialect] === value)
}

/** What is not said is as in RFC 4180. Throws validation-failed for signs that cannot be told apart. */
export function dialectOf(reading: ReadOptions): Dialect {
  const { delimiter = 'auto', quote = 'auto', escape = '', comment = '', trim = false } = reading
  const dialect = {
    delimiter: delimiter === 'auto' ? rfc4180.delimiter : delimiter === 'tab' ? '\t' : delimiter,
    quote: quote === 'auto' ? rfc4180.quote : quote === 'none' ? '' : quote,
    escape: escape === quote || (escape === '"' && quote === 'auto') ? '' : escape,
    comment,
    trim,
  }
  const signs = [dialect.delimiter, dialect.quote, dialect.escape, dialect.comment].filter((sign) => sign !== '')
  const strange = signs.find((sign) => sign.length !== 1 || sign > '\x7f')
  if (strange !== undefined)
    throw new ProblemError(
      'validation-failed',
      `${JSON.stringify(strange)} is no sign of a CSV: it has to be one ASCII character`,
    )
  if (new Set(signs).size < signs.length)
    throw new ProblemError('validation-failed', 'delimiter, quote, escape and comment have to be different signs')
  return dialect
}

/** A quoted cell with blanks around it: whether they and the quotes belong to the value cannot be told. */
export function isBlankQuoted(text: string, dialect: Dialect): boolean {
  if (dialect.quote === '' || !isBlank(text[0], dialect)) return false
  const content = trimmed(text, dialect)
  return content.startsWith(dialect.quote) && content.endsWith(dialect.quote)
}

export function trimmed(text: string, dialect: Dialect): string {
  const start = skipBlanks(text, 0, dialect)
  let end = text.length
  while (end > start && isBlank(text[end - 1], dialect)) end--
  return text.slice(start, end)
}

/** @returns where the next character is that is no blank */
export function skipBlanks(text: string, from: number, dialect: Dialect): number {
  let at = from
  while (isBlank(text[at], dialect)) at++
  return at
}

function isBlank(char: string | undefined, { delimiter }: Dialect): boolean {
  return (char === ' ' || char === '\t') && char !== delimiter
}
