import type { ProblemError, ReadOptions } from '@syndicate/contracts'
import { readColumns, unnamed } from '../csv/columns.ts'
import { createRowFinder } from '../csv/create-row-finder.ts'
import { createRowParser } from '../csv/create-row-parser.ts'
import { dialectOf, isRfc4180 } from '../csv/dialect.ts'
import { looksLikeRows } from '../csv/looks-like-rows.ts'
import { faultyColumn, shownColumn } from '../csv/why-malformed.ts'
import { maxNamesBytes, namesBytes } from '../record/field-names.ts'
import type { CsvReading } from '../slice/slice.ts'
import type { CutLimits, Scanner } from './cutter.ts'
import { malformedInput } from './malformed-input.ts'
import { skipLines } from './skip-lines.ts'
import type { SliceWriter } from './slice-writer.ts'

const lineFeed = 10
const carriageReturn = 13
/** Of the header row as it stands, quotes included: beyond it, its names are too many in any case. */
const maxHeaderBytes = 4 * maxNamesBytes
/** Where a quote has been open for so long, what it holds is looked at: it may be rows. */
const openQuoteBytes = 64 * 1024

/**
 * The first row names the columns and is no record, unless names are given or there are none. Empty lines are no records,
 * but between the rows of a single column. A quote that was never closed costs the line in which it opened.
 */
export function scanCsv(writer: SliceWriter, { maxRecordBytes }: CutLimits, reading: ReadOptions): Scanner {
  const dialect = dialectOf(reading)
  const comment = dialect.comment === '' ? -1 : dialect.comment.charCodeAt(0)
  const cellsOf = createRowParser(dialect)
  const mostOpen = Math.min(openQuoteBytes, maxRecordBytes)
  /** Whoever says which sign quotes knows that cells may span lines. */
  const trusted = reading.quote !== undefined && reading.quote !== 'auto'
  let columns: string[] | undefined
  let rows = createRowFinder(dialect)
  /** Of the row under way. */
  let line = 1 + (reading.skip ?? 0)
  let linesBefore = 0
  let isSpanned = false
  /** Empty lines of a single column, which count once a row comes behind them. */
  let emptyLines = 0
  /** -1 where other lines were between them. */
  let emptyFrom = -1

  writer.describe({ csv: csvReading(reading) })
  if (Array.isArray(reading.header)) describe(reading.header)

  function describe(names: string[]): void {
    if (namesBytes(names) > maxNamesBytes) throw headerTooLarge()
    columns = names
    writer.describe({ columns })
  }

  function scan(bytes: Uint8Array, from = 0): void {
    let open = writer.openBytes
    for (let start = from; ;) {
      const end = rows.end(bytes, start)
      const until = end < 0 ? bytes.length : end
      const room = mostOpen - open
      if (until - start > room && room >= 0 && columns) {
        writer.part(bytes, start, start + room)
        start += room
        if (isOpenQuote(writer.open())) {
          recover(false)
          open = writer.openBytes
          continue
        }
      }
      writer.part(bytes, start, until)
      if (!columns && writer.openBytes > maxHeaderBytes) throw headerTooLarge()
      if (end < 0) return
      endRow()
      open = writer.openBytes
      start = end + 1
    }
  }

  function endRow(): void {
    const row = writer.open()
    const size = writer.openBytes
    const spans = rows.innerLines - linesBefore
    if (size === 0 || (size === 1 && row[0] === carriageReturn)) {
      writer.drop()
      if (columns?.length === 1) countEmptyLine()
    } else if (row[0] === comment) writer.drop()
    else if (!columns && reading.header !== false) {
      // Not held: larger than a record may be.
      if (row.length < size) throw headerTooLarge()
      describe(readColumns(textOf(row), dialect))
      writer.drop()
    } else {
      if (!columns) numberColumns(row)
      if (spans > 0 && row.length === size && mend(row)) return
      if (emptyLines > 0) writeEmptyLines(row)
      if (spans > 0 && !isSpanned) describeSpans()
      writer.at(line, 1 + spans)
      writer.endRow()
    }
    line += 1 + spans
    linesBefore += spans
  }

  function describeSpans(): void {
    writer.describe({ placedBy: { unit: 'line', spans: true } })
    isSpanned = true
  }

  function countEmptyLine(): void {
    if (emptyLines === 0) emptyFrom = line
    else if (emptyFrom + emptyLines !== line) emptyFrom = -1
    emptyLines++
  }

  function numberColumns(row: Uint8Array): void {
    const cells = cellsOf(textOf(row))
    if (!cells) throw malformedInput('The first row is not valid CSV')
    describe(cells.map((_, index) => unnamed(index)))
  }

  /** @returns whether a row that spans several lines was taken apart, or refused as one that has rows in it */
  function mend(row: Uint8Array): boolean {
    if (!cellsOf(textOf(row))) {
      recover(true)
      return true
    }
    if (trusted || !looksLikeRows(row, { delimiter: dialect.delimiter, columns: columns!.length, isWhole: true }))
      return false
    const spans = rows.innerLines - linesBefore
    writer.at(line, 1 + spans)
    writer.refuseOpen(
      `The quote that opens in line ${line}, ${columnOf(row)}, closes in line ${line + spans}, and what is between looks like rows; if it is one cell, say quote=${dialect.quote}`,
    )
    line += 1 + spans
    linesBefore += spans
    return true
  }

  /** Where a quote opens that does not close in its line. */
  function columnOf(row: Uint8Array): string {
    return shownColumn(faultyColumn(textOf(row), dialect), columns ?? [])
  }

  function isOpenQuote(held: Uint8Array): boolean {
    if (trusted) return false
    const fresh = createRowFinder(dialect)
    fresh.end(held, 0)
    return (
      fresh.inQuotes && looksLikeRows(held, { delimiter: dialect.delimiter, columns: columns!.length, isWhole: false })
    )
  }

  /**
   * Refuses the first line of the row under way and reads on behind it. What was inside the quote has none of its own that
   * would stay open, so nothing is read more than once again.
   * @param isEnded whether a line feed follows what is held
   */
  function recover(isEnded: boolean): void {
    const open = writer.open()
    const held = new Uint8Array(open.length + (isEnded ? 1 : 0)).fill(lineFeed)
    held.set(open)
    const end = held.indexOf(lineFeed)
    writer.drop()
    writer.part(held, 0, end < 0 ? held.length : end)
    if (emptyLines > 0) writeEmptyLines(writer.open())
    writer.at(line, 1)
    writer.refuseOpen(
      `A quote opens in line ${line}, ${columnOf(writer.open())}, and is not closed where its cell ends`,
    )
    line += 1
    linesBefore = 0
    rows = createRowFinder(dialect)
    if (end >= 0) scan(held, end + 1)
  }

  /** Writes the empty lines before the row under way, of a single column: one that is too large waits for the next. */
  function writeEmptyLines(row: Uint8Array): void {
    if (row.length < writer.openBytes) return
    const held = Uint8Array.from(row)
    writer.drop()
    for (; emptyLines > 0; emptyLines--) {
      writer.at(emptyFrom < 0 ? -1 : emptyFrom++, 1)
      writer.endRow()
    }
    writer.part(held, 0, held.length)
  }

  return skipLines(reading.skip ?? 0, {
    push: (bytes) => scan(bytes),
    end() {
      if (rows.inQuotes && !columns) throw malformedInput(`A quote that opens in line ${line} is never closed`)
      while (writer.openBytes > 0) {
        if (rows.inQuotes && writer.open().length === writer.openBytes) recover(false)
        else endRow()
      }
    },
  })
}

function headerTooLarge(): ProblemError {
  return malformedInput(
    `The names of the columns have more than ${maxNamesBytes} bytes: shorten them, or leave some out`,
  )
}

function textOf(row: Uint8Array): string {
  const text = new TextDecoder().decode(row)
  return text.endsWith('\r') ? text.slice(0, -1) : text
}

function csvReading(reading: ReadOptions): CsvReading {
  const dialect = { ...dialectOf(reading), comment: '' }
  return {
    ...(!isRfc4180(dialect) && { dialect }),
    ...(reading.nulls && { nulls: reading.nulls }),
    ...(reading.ragged === 'fill' && { fill: true }),
  }
}
