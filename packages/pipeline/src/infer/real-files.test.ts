import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { maxHeadBytes, readOptionsOf } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { inferText } from '../testing/infer-text.ts'
import { readCsv } from '../testing/read-csv.ts'
import { runInput } from '../testing/run-input.ts'

/** Files that people published elsewhere, as they are, in the packages of data. */
const files = ['vega-datasets/data', '@observablehq/sample-datasets'].flatMap((path) => {
  const folder = join(import.meta.dirname, '../../node_modules', path)
  return readdirSync(folder)
    .filter((name) => /\.(csv|tsv|json)$/.test(name) && name !== 'package.json')
    .map((name) => ({ name, path: join(folder, name) }))
})
/** What is really wrong in them: nine titles that are numbers, and one that is null. */
const wrong: Record<string, number> = { 'movies.json': 10 }

test('there are many', () => {
  expect(files.length).toBeGreaterThan(70)
})

test.each(files)('$name is taken by what is inferred of its head, to its end', ({ name, path }) => {
  const bytes = readFileSync(path)
  const isWhole = bytes.length <= maxHeadBytes
  const { format, definition, rows } = inferText(bytes.subarray(0, maxHeadBytes), { isWhole, fileName: name })
  const { steps, schema } = definition
  const reading = readOptionsOf(definition) ?? {}
  const limits = { maxRecordBytes: 8 * 1024 ** 2 }
  const { records, refused } =
    format === 'csv'
      ? readCsv(bytes, reading, { steps, schema })
      : runInput(format, bytes, { steps, schema }, { reading, limits })
  expect(refused.map(({ reason }) => reason)).toHaveLength(wrong[name] ?? 0)
  expect(rows).toEqual(records.slice(0, rows.length))
})

test.each<[string, Record<string, string>]>([
  ['zipcodes.csv', { zip_code: 'string', latitude: 'number', city: 'string' }],
  ['seattle-weather.csv', { date: 'timestamp', precipitation: 'number', weather: 'string' }],
  ['unemployment.tsv', { id: 'integer', rate: 'number' }],
  ['stocks.csv', { symbol: 'string', date: 'timestamp', price: 'number' }],
  ['github.csv', { time: 'timestamp', count: 'integer' }],
  ['movies.json', { Title: 'string', 'Release Date': 'timestamp', 'US Gross': 'integer', 'IMDB Rating': 'number' }],
  ['earthquakes.json', { id: 'string', properties: 'object', geometry: 'object' }],
  ['political-contributions.json', { Coverage_End_Date: 'timestamp', Party_Code: 'integer', Total_Receipts: 'number' }],
  ['penguins.csv', { species: 'string', culmen_length_mm: 'number', body_mass_g: 'integer' }],
  ['aapl.csv', { Date: 'timestamp', Open: 'number', Volume: 'integer' }],
  ['pizza.csv', { order_date: 'timestamp', day_of_week: 'string', orders: 'integer' }],
])('%s has the fields that a person sees in it', (name, types) => {
  const bytes = readFileSync(files.find((file) => file.name === name)!.path)
  const { fields } = inferText(bytes.subarray(0, maxHeadBytes), { isWhole: bytes.length <= maxHeadBytes })
  const found = Object.fromEntries(fields.map((field) => [field.name, field.type]))
  expect(found).toMatchObject(types)
})
