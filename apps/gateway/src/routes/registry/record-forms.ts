import type { Readable } from 'node:stream'
import type { Frame } from '@syndicate/catalog'
import { maxVersionsPerPage, maxPageBytes, type RecordFormat, type RecordLineage } from '@syndicate/contracts'
import type { CsvWriter } from '../../csv/create-csv-writer.ts'
import { columnsOf, csvText, csvUpTo } from './csv-records.ts'
import { writeCursor } from './page-cursor.ts'
import type { Page } from './read-page.ts'
import type { Looked } from './search-sieve.ts'
import { asMembers } from './record-lines.ts'
import { allLines, jsonText, ndjsonBytes, primed, storedBytes } from './stream-records.ts'

export interface About {
  dataset: string
  version: number
  /** JSON Schema of a record, or null. */
  schema: unknown
  /** Whether CSV is for a spreadsheet. */
  forExcel: boolean
}

/** What a page of JSON has around its records, and what it tells of where each comes from. */
const envelopeBytes = 8 * 1024
const lineageBytes = 1536 * maxVersionsPerPage

/** Records that a page holds in every form but CSV, where a row may be longer than its record. In bytes. */
export function pageContentBytes(withLineage: boolean): number {
  return maxPageBytes - envelopeBytes - (withLineage ? lineageBytes : 0)
}

/** What a page of JSON tells beside its records. */
interface Told extends About {
  searched?: Looked
  lineage?: RecordLineage[]
}

/**
 * A page in a form, and the cursor of the next one.
 * @throws ProblemError csv-too-wide
 */
export async function pageBody(
  form: RecordFormat,
  { schema, forExcel, ...told }: Told,
  page: Page,
  csv: CsvWriter,
): Promise<{ body: Buffer; next: string | null }> {
  const lines = Buffer.concat(page.lines)
  const cursorAfter = (count: number) => {
    const start = page.nextAfter(count)
    return start && writeCursor(start)
  }
  if (form === 'csv') {
    const columns = await columnsOf(only(lines), schema, csv)
    const { body, count } = await csvUpTo(maxPageBytes, lines, { columns, forExcel }, csv)
    return { body, next: cursorAfter(count) }
  }
  const next = cursorAfter(page.lines.length)
  if (form === 'ndjson') return { body: lines, next }
  const head = `${JSON.stringify(told).slice(0, -1)},"records":[`
  const tail = `],"next":${JSON.stringify(next)}}`
  return { body: Buffer.concat([Buffer.from(head), asMembers(lines), Buffer.from(tail)]), next }
}

interface Source {
  /** A fresh pass over the frames; CSV may need one to learn its columns. */
  frames: () => AsyncIterable<Frame>
  csv: CsvWriter
}

/** Everything in a form, or as it is stored. What the frames throw at their start is thrown here. */
export async function streamOf(
  form: RecordFormat | 'stored',
  about: About,
  { frames, csv }: Source,
): Promise<Readable> {
  const { dataset, version, schema, forExcel } = about
  if (form === 'stored') return primed(storedBytes(frames()))
  if (form === 'ndjson') return primed(ndjsonBytes(frames()))
  if (form === 'json') return primed(jsonText(allLines(frames()), { dataset, version }))
  const columns = await columnsOf(allLines(frames()), schema, csv)
  return primed(csvText(allLines(frames()), { columns, forExcel }, csv))
}

async function* only(lines: Buffer): AsyncGenerator<Buffer> {
  yield lines
}
