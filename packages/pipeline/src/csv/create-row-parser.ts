import { isBlankQuoted, isRfc4180, skipBlanks, trimmed, type Dialect } from './dialect.ts'
import { parseRow } from './parse-row.ts'

/** A cell is null where its text, outside quotes, means that. */
export type Cells = (string | null)[]

/** @returns null for a row whose quotes make no sense, or stand among blanks in a dialect that keeps those */
export type RowParser = (row: string) => Cells | null

/** The cells of one row, without its line end. A row ends where `createRowWalk` says so, in every dialect. */
export function createRowParser(dialect: Dialect, nulls: string[] = []): RowParser {
  if (isRfc4180(dialect) && nulls.length === 0) return parseRow
  const read = createCellReader(dialect, nulls)
  return (row) => read(row, [])
}

/** How many cells stand before the first one whose quotes make no sense. */
export function cellsBeforeFault(row: string, dialect: Dialect): number {
  const cells: Cells = []
  createCellReader(dialect, [])(row, cells)
  return cells.length
}

/** Puts the cells of a row into a list, as far as they can be read. */
function createCellReader(dialect: Dialect, nulls: string[]): (row: string, cells: Cells) => Cells | null {
  const { delimiter, quote, escape, trim } = dialect
  const special = [quote, delimiter, escape].filter((sign) => sign !== '')
  const words = new Set(nulls)

  function unescaped(text: string): string {
    if (escape === '' || !text.includes(escape)) return text
    let result = ''
    for (let i = 0; i < text.length; i++) {
      if (text[i] === escape && special.includes(text[i + 1] ?? '')) i++
      result += text[i]
    }
    return result
  }

  function bareEnd(row: string, from: number): number {
    if (escape === '') return row.indexOf(delimiter, from)
    for (let i = from; i < row.length; i++) {
      if (row[i] === escape && special.includes(row[i + 1] ?? '')) i++
      else if (row[i] === delimiter) return i
    }
    return -1
  }

  /** The text outside quotes. */
  function bare(text: string): string | null {
    const content = trim ? trimmed(text, dialect) : text
    return words.has(content) ? null : unescaped(content)
  }

  /** Where the quote closes that opened before `from`; -1 when it does not. */
  function quotedEnd(row: string, from: number): number {
    for (let i = from; i < row.length; i++) {
      if (escape !== '' && row[i] === escape && special.includes(row[i + 1] ?? '')) i++
      else if (row[i] === quote && row[i + 1] === quote) i++
      else if (row[i] === quote) return i
    }
    return -1
  }

  function quoted(text: string): string {
    if (escape === '') return text.replaceAll(quote + quote, quote)
    let result = ''
    for (let i = 0; i < text.length; i++) {
      if (text[i] === escape && special.includes(text[i + 1] ?? '')) i++
      else if (text[i] === quote) i++
      result += text[i]
    }
    return result
  }

  return (row, cells) => {
    if (escape === '' && (quote === '' || !row.includes(quote))) {
      const texts = row.split(delimiter)
      return trim || words.size > 0 ? texts.map(bare) : texts
    }
    for (let i = 0; ;) {
      const start = trim ? skipBlanks(row, i, dialect) : i
      if (quote !== '' && row[start] === quote) {
        const close = quotedEnd(row, start + 1)
        if (close < 0) return null
        const end = trim ? skipBlanks(row, close + 1, dialect) : close + 1
        if (end < row.length && row[end] !== delimiter) return null
        cells.push(quoted(row.slice(start + 1, close)))
        if (end === row.length) return cells
        i = end + 1
        continue
      }
      const end = bareEnd(row, i)
      const text = end < 0 ? row.slice(i) : row.slice(i, end)
      if (!trim && isBlankQuoted(text, dialect)) return null
      cells.push(bare(text))
      if (end < 0) return cells
      i = end + 1
    }
  }
}
