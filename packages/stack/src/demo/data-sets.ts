import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** A real data set of the vega-datasets package, and the pipeline it goes through. */
export interface DataSet {
  file: string
  pipeline: string
  dataset: string
  format: 'json' | 'csv'
  contentType: string
  /** What there is to see in it. */
  about: string
}

export const dataSets: DataSet[] = [
  {
    file: 'flights-200k.json',
    pipeline: 'flights',
    dataset: 'flights',
    format: 'json',
    contentType: 'application/json',
    about: 'flights in the USA, for the volume',
  },
  {
    file: 'movies.json',
    pipeline: 'movies',
    dataset: 'movies',
    format: 'json',
    contentType: 'application/json',
    about: 'films, famously dirty: watch the quarantine',
  },
  {
    file: 'seattle-weather.csv',
    pipeline: 'weather',
    dataset: 'weather',
    format: 'csv',
    contentType: 'text/csv',
    about: 'four years of weather in Seattle, from CSV',
  },
]

export function pathOf(dataSet: DataSet): string {
  return join(dirname(createRequire(import.meta.url).resolve('vega-datasets')), '..', 'data', dataSet.file)
}

/** Records in the file, counted without Syndicate: what the books must add up to. */
export function recordsIn(dataSet: DataSet): number {
  const text = readFileSync(pathOf(dataSet), 'utf8')
  if (dataSet.format === 'json') return (JSON.parse(text) as unknown[]).length
  // No quoted line breaks in these files: a line is a record, and the first one is the header.
  return text.trimEnd().split('\n').length - 1
}
