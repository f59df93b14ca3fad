import { parseRow } from '../csv/parse-row.ts'
import type { Scanner } from './cutter.ts'
import { malformedInput } from './malformed-input.ts'
import type { SliceWriter } from './slice-writer.ts'

const lineFeed = 10
const carriageReturn = 13
const quote = 34
const comma = 44
const maxColumns = 4096

/**
 * CSV by RFC 4180: rows end at line feeds outside quoted fields; the first row names the columns and is no record.
 * A quote opens a quoted field only at the field's start. Empty lines are no records.
 */
export function scanCsv(writer: SliceWriter): Scanner {
  let place: 'field start' | 'plain' | 'quoted' | 'after quote' = 'field start'
  let hasColumns = false

  function rowEnd(bytes: Uint8Array, start: number): number {
    const end = bytes.length
    let i = start
    while (i < end) {
      if (place === 'quoted') {
        const close = bytes.indexOf(quote, i)
        if (close < 0) return -1
        place = 'after quote'
        i = close + 1
        continue
      }
      const byte = bytes[i]!
      if (byte === lineFeed) {
        place = 'field start'
        return i
      }
      if (byte === comma) place = 'field start'
      else if (byte === quote && place !== 'plain') place = 'quoted'
      else place = 'plain'
      i++
    }
    return -1
  }

  function endRow(at: number): void {
    const row = writer.open()
    const isEmpty = writer.openBytes === 0 || (writer.openBytes === 1 && row[0] === carriageReturn)
    if (isEmpty) writer.drop()
    else if (hasColumns) writer.endRow()
    else {
      if (row.length === 0) throw malformedInput('The header row is too long', at)
      writer.describe({ columns: readColumns(row, at) })
      writer.drop()
      hasColumns = true
    }
  }

  return {
    push(bytes, at) {
      let start = 0
      for (let end = rowEnd(bytes, 0); end >= 0; end = rowEnd(bytes, start)) {
        writer.part(bytes, start, end)
        endRow(at + start)
        start = end + 1
      }
      writer.part(bytes, start, bytes.length)
    },
    end() {
      if (place === 'quoted') throw malformedInput('The input ends inside a quoted field')
      if (writer.openBytes > 0) endRow(0)
    },
  }
}

function readColumns(row: Uint8Array, at: number): string[] {
  const text = new TextDecoder().decode(row)
  const columns = parseRow(text.endsWith('\r') ? text.slice(0, -1) : text)
  if (!columns) throw malformedInput('The header row is not valid CSV', at)
  if (columns.length > maxColumns)
    throw malformedInput(`The header has ${columns.length} columns, at most ${maxColumns} are accepted`)
  const seen = new Set<string>()
  for (const [index, column] of columns.entries()) {
    if (column === '') throw malformedInput(`Column ${index + 1} has no name`)
    if (seen.has(column)) throw malformedInput(`Two columns have the name ${JSON.stringify(column)}`)
    seen.add(column)
  }
  return columns
}
