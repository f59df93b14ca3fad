import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { maxHeadBytes, readOptionsOf, type PipelineDefinition } from '@syndicate/contracts'
import { createCutter, headBytes, inferPipeline, lookAt } from '@syndicate/pipeline'
import { expect, test } from 'vitest'
import { createEngine } from '../host/create-engine.ts'

const engine = createEngine('a key')
const limits = { sliceBytes: 1024 ** 2, maxRecordBytes: 8 * 1024 ** 2, maxDocumentBytes: 1024 ** 2 }

/** A larger one takes a while. */
const mostBytes = 2 * 1024 ** 2

/** Files that people published elsewhere, as they are, in the packages of data. */
const files = ['vega-datasets/data', '@observablehq/sample-datasets'].flatMap((path) => {
  const folder = join(import.meta.dirname, '../../node_modules', path)
  return readdirSync(folder)
    .filter((name) => /\.(csv|tsv|json)$/.test(name) && name !== 'package.json')
    .map((name) => ({ name, path: join(folder, name) }))
    .filter(({ path: file }) => statSync(file).size < mostBytes)
})
/** What is really wrong in them: nine titles that are numbers, and one that is null. */
const wrong: Record<string, number> = { 'movies.json': 10 }

test('there are many', () => {
  expect(files.length).toBeGreaterThan(60)
})

function inferFile(bytes: Uint8Array) {
  return inferPipeline(engine, { bytes: bytes.subarray(0, maxHeadBytes), isWhole: bytes.length <= maxHeadBytes })
}

/** All of a file on the way of an upload through a pipeline. */
function runThrough({ format, steps, schema, ...settings }: PipelineDefinition, bytes: Uint8Array) {
  const recipe = { name: 'x', format, dataset: 'x', mode: 'append', onInvalid: 'quarantine', steps, schema } as const
  const pipeline = engine.compile(recipe)
  const { reading } = lookAt(bytes.subarray(0, headBytes), { format, reading: readOptionsOf(settings) ?? {} })
  const cutter = createCutter(format, limits, reading)
  const outcomes = [...cutter.push(bytes), ...cutter.end()].map((slice) => pipeline.transform(slice))
  return {
    records: outcomes.flatMap(({ stored }) => engine.read(stored)),
    refused: outcomes.flatMap(({ refused }) => refused.map(({ reason }) => reason)),
  }
}

test.each(files)('$name is taken by what is inferred of its head, to its end', ({ name, path }) => {
  const bytes = readFileSync(path)
  const { definition, rows } = inferFile(bytes)
  const { records, refused } = runThrough(definition, bytes)
  expect(refused).toHaveLength(wrong[name] ?? 0)
  expect(rows).toEqual(records.slice(0, rows.length).map((line) => JSON.parse(line) as unknown))
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
])('%s has the fields that a person sees in it', (name, types) => {
  const { fields } = inferFile(readFileSync(files.find((file) => file.name === name)!.path))
  const found = Object.fromEntries(fields.map((field) => [field.name, field.type]))
  expect(found).toMatchObject(types)
})
