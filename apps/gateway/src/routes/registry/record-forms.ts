import type { Readable } from 'node:stream'
import type { Frame } from '@syndicate/catalog'
import type { RecordFormat } from '@syndicate/contracts'
import type { RecordEngine } from '@syndicate/pipeline'
import { columnsOf, csvPage, csvText, type Lines } from './csv-records.ts'
import { jsonText, ndjsonBytes, primed, storedBytes } from './stream-records.ts'

export interface About {
  dataset: string
  version: number
  /** JSON Schema of a record, or null. */
  schema: unknown
}

/** A page in a form. */
export function pageText(
  form: RecordFormat,
  { dataset, version, schema }: About,
  lines: Lines,
  next: string | null,
): string {
  if (form === 'ndjson') return lines.map((line) => `${line}\n`).join('')
  if (form === 'csv') return csvPage(lines, schema)
  return `${JSON.stringify({ dataset, version }).slice(0, -1)},"records":[${lines.join(',')}],"next":${JSON.stringify(next)}}`
}

interface Source {
  /** A fresh pass over the frames; CSV may need one to learn its columns. */
  frames: () => AsyncIterable<Frame>
  engine: RecordEngine
}

/** Everything in a form, or as it is stored. What the frames throw at their start is thrown here. */
export async function streamOf(
  form: RecordFormat | 'stored',
  about: About,
  { frames, engine }: Source,
): Promise<Readable> {
  const { dataset, version, schema } = about
  const batches = () => linesOf(frames(), engine)
  if (form === 'stored') return primed(storedBytes(frames()))
  if (form === 'ndjson') return primed(ndjsonBytes(frames()))
  if (form === 'json') return primed(jsonText(batches(), { dataset, version }))
  return primed(csvText(batches(), await columnsOf(batches, schema)))
}

async function* linesOf(frames: AsyncIterable<Frame>, engine: RecordEngine): AsyncGenerator<Lines> {
  for await (const frame of frames) yield engine.read(frame.data)
}
