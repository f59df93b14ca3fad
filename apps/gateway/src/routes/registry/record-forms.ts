import type { Readable } from 'node:stream'
import type { Frame } from '@syndicate/catalog'
import { columnsOf, csvBytes, csvPage } from './csv-records.ts'
import { jsonText, ndjsonBytes, primed, storedBytes } from './stream-records.ts'

/** The forms records are given in, and their media types; the first one when a client does not mind. */
export const recordForms = {
  ndjson: 'application/x-ndjson',
  json: 'application/json',
  csv: 'text/csv',
} as const

export type RecordForm = keyof typeof recordForms

export const recordTypes = Object.values(recordForms)

export interface About {
  dataset: string
  version: number
  /** JSON Schema of a record, or null. */
  schema: unknown
}

/** A page in a form. @param lines records as JSON texts */
export function pageText(form: RecordForm, { dataset, version, schema }: About, lines: string[], next: string | null): string {
  if (form === 'ndjson') return lines.map((line) => `${line}\n`).join('')
  if (form === 'csv') return csvPage(lines, schema)
  return `${JSON.stringify({ dataset, version }).slice(0, -1)},"records":[${lines.join(',')}],"next":${JSON.stringify(next)}}`
}

/**
 * Everything in a form, or as it is stored. What `frames` throws at its start is thrown here.
 * @param frames asked for a fresh pass over the frames; CSV may need one to learn its columns
 */
export async function streamOf(form: RecordForm | 'stored', about: About, frames: () => AsyncIterable<Frame>): Promise<Readable> {
  if (form === 'stored') return primed(storedBytes(frames()))
  if (form === 'ndjson') return primed(ndjsonBytes(frames()))
  if (form === 'csv') return primed(csvBytes(frames(), await columnsOf(frames, about.schema)))
  return primed(jsonText(frames(), { dataset: about.dataset, version: about.version }))
}
