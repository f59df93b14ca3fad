import type { Frame } from '@syndicate/catalog'
import { csvRow } from './csv-row.ts'
import { openFrame } from './open-frame.ts'

type Fields = Record<string, unknown>

/** A page with a header row of every field its records have. @param lines records as JSON texts */
export function csvPage(lines: string[], schema: unknown): string {
  const records = lines.map((line) => JSON.parse(line) as Fields)
  const columns = closedColumns(schema) ?? [...new Set(records.flatMap((record) => Object.keys(record)))]
  return [csvRow(columns), ...records.map((record) => rowOf(record, columns))].join('')
}

export async function* csvBytes(frames: AsyncIterable<Frame>, columns: string[]): AsyncGenerator<string> {
  yield csvRow(columns)
  for await (const frame of frames) {
    const records = await recordsOf(frame)
    yield records.map((record) => rowOf(record, columns)).join('')
  }
}

/** Every field any record has. A schema that allows no others knows them; without one the records have to be looked at. */
export async function columnsOf(frames: () => AsyncIterable<Frame>, schema: unknown): Promise<string[]> {
  const closed = closedColumns(schema)
  if (closed) return closed
  const columns = new Set<string>()
  for await (const frame of frames()) {
    for (const record of await recordsOf(frame)) for (const field of Object.keys(record)) columns.add(field)
  }
  return [...columns]
}

function closedColumns(schema: unknown): string[] | null {
  const { additionalProperties, properties } = (schema ?? {}) as { additionalProperties?: unknown; properties?: object }
  return additionalProperties === false && properties ? Object.keys(properties) : null
}

function rowOf(record: Fields, columns: string[]): string {
  return csvRow(columns.map((column) => (Object.hasOwn(record, column) ? record[column] : null)))
}

async function recordsOf(frame: Frame): Promise<Fields[]> {
  const text = (await openFrame(frame.data)).toString().trimEnd()
  return text === '' ? [] : (JSON.parse(`[${text.replaceAll('\n', ',')}]`) as Fields[])
}
