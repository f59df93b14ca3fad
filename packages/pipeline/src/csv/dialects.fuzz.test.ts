import { ProblemError, type ReadOptions } from '@syndicate/contracts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fuzzRuns, fuzzTimeout } from '../testing/fuzz-runs.ts'
import { readCsv } from '../testing/read-csv.ts'
import { runInput } from '../testing/run-input.ts'
import { createRowFinder } from './create-row-finder.ts'
import { createRowParser } from './create-row-parser.ts'
import { createRowWalk } from './create-row-walk.ts'
import { createRowWriter, csvHeader } from './csv-output.ts'
import { dialectOf, rfc4180, type Dialect } from './dialect.ts'
import { parseRow } from './parse-row.ts'
import { rowSplitter } from './split-rows.ts'

const readings: fc.Arbitrary<ReadOptions> = fc.record(
  {
    delimiter: fc.constantFrom(',', ';', 'tab', '|', '\x01', ' '),
    quote: fc.constantFrom('"', "'", 'none'),
    escape: fc.constantFrom('\\', '/'),
    trim: fc.boolean(),
  },
  { requiredKeys: [] },
)
const nasty = fc.array(
  fc.constantFrom('"', "'", ',', ';', '\t', '|', '\\', '/', ' ', '\n', '\r', 'a', 'é', '\u{1F600}'),
  {
    maxLength: 12,
  },
)
const text = nasty.map((chars) => chars.join(''))

/** A cell as a careful writer of the dialect has it; undefined where it has no way to say it. */
function written(cell: string, { delimiter, quote, escape }: Dialect): string | undefined {
  const signs = [delimiter, escape].filter((sign) => sign !== '')
  if (quote !== '')
    return `${quote}${Array.from(cell, (char) => (char === quote ? (escape || quote) + char : char === escape ? escape + char : char)).join('')}${quote}`
  if (/[\r\n]/.test(cell) || cell.trim() !== cell) return undefined
  if (escape === '') return cell.includes(delimiter) ? undefined : cell
  return Array.from(cell, (char) => (signs.includes(char) ? escape + char : char)).join('')
}

test(
  'a table written in a dialect and read in it has the same cells, however its bytes come',
  { timeout: fuzzTimeout },
  () => {
    const tables = fc.array(fc.tuple(text, text, text), { minLength: 1, maxLength: 5 })
    const property = fc.property(readings, tables, fc.integer({ min: 1, max: 9 }), (said, table, pieceBytes) => {
      const reading = { quote: '"', ...said, header: ['x', 'y', 'z'] }
      const dialect = dialectOf(reading)
      const rows = table.filter(
        (row) => row.every((cell) => written(cell, dialect) !== undefined) && row.join('') !== '',
      )
      const input = rows
        .map((row) => `${row.map((cell) => written(cell, dialect)).join(dialect.delimiter)}\r\n`)
        .join('')
      if (rows.length === 0) return
      const { records, refused } = runInput('csv', input, {}, { reading, pieceBytes })
      expect({ refused, records }).toEqual({ refused: [], records: rows.map(([x, y, z]) => ({ x, y, z })) })
    })
    fc.assert(property, fuzzRuns(300))
  },
)

test(
  'what tells rows apart and what reads them agree, in every dialect and on any text',
  { timeout: fuzzTimeout },
  () => {
    const inputs = fc.array(text, { maxLength: 6 }).map((texts) => `${texts.join('')}\n`)
    const property = fc.property(readings, inputs, (reading, input) => {
      const dialect = dialectOf(reading)
      const bytes = new TextEncoder().encode(input)
      const finder = createRowFinder(dialect)
      const found: string[] = []
      for (let start = 0, end = finder.end(bytes, 0); end >= 0; start = end + 1, end = finder.end(bytes, start))
        found.push(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(start, end)).replace(/\r$/, ''))
      const rows = rowSplitter(dialect)(input)
      expect(rows.slice(0, found.length)).toEqual(found)
      const parse = createRowParser(dialect)
      for (const row of found) {
        const walk = createRowWalk(dialect)
        const ends = [...new TextEncoder().encode(row)].some((byte) => walk.step(byte))
        expect(parse(row) === null || (!ends && !walk.inQuotes)).toBe(true)
      }
    })
    fc.assert(property, fuzzRuns(500))
  },
)

test('RFC 4180 has code of its own, which reads as the code for all dialects does', { timeout: fuzzTimeout }, () => {
  const parse = createRowParser(rfc4180, ['no cell is this'])
  const property = fc.property(text, (row) => {
    expect(parseRow(row)).toEqual(parse(row))
    const input = new TextEncoder().encode(`${row}\n`)
    const walk = createRowWalk(rfc4180)
    expect(createRowFinder().end(input, 0)).toBe(input.findIndex((byte) => walk.step(byte)))
  })
  fc.assert(property, fuzzRuns(500))
})

test('a table as it is given out is read again as it was, or refused', { timeout: fuzzTimeout }, () => {
  const value = fc.oneof(text, fc.constantFrom('', '-5', '+49123', 'NULL', '0123', '2026-01-02'), fc.constant(null))
  const names = fc.uniqueArray(fc.oneof(text, fc.constantFrom('2020', '1', 'id', ' a')), { minLength: 1, maxLength: 3 })
  const tables = names.chain((columns) =>
    fc.tuple(fc.constant(columns), fc.array(fc.tuple(...columns.map(() => value)), { minLength: 1, maxLength: 5 })),
  )
  const property = fc.property(tables, ([columns, rows]) => {
    if (columns.includes('')) return
    const records = rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at]])))
    const input = csvHeader(columns) + records.map(createRowWriter(columns)).join('')
    const outcome = attempt(() => readCsv(input))
    if (!outcome) return
    const hasNulls = outcome.reading.nulls !== undefined
    const expected = records.map((record) =>
      Object.fromEntries(Object.entries(record).map(([name, cell]) => [name, cell ?? (hasNulls ? null : '')])),
    )
    const refused = new Set(outcome.refused.map(({ position }) => position))
    expect(outcome.records).toEqual(expected.filter((_, position) => !refused.has(position)))
  })
  fc.assert(property, fuzzRuns(500))
})

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof ProblemError) return undefined
    throw error
  }
}
