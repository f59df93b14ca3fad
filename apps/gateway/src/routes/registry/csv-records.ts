import { csvHeader, csvRow } from '@syndicate/pipeline'

type Fields = Record<string, unknown>

/** A batch of records, each as its JSON text. */
export type Lines = string[]

/** A page with a header row of every field its records have. */
export function csvPage(lines: Lines, schema: unknown): string {
  const columns = closedColumns(schema) ?? [...new Set(lines.flatMap((line) => Object.keys(parse(line))))]
  return csvHeader(columns) + csvRows(lines, columns)
}

export async function* csvText(batches: AsyncIterable<Lines>, columns: string[]): AsyncGenerator<string> {
  yield csvHeader(columns)
  for await (const lines of batches) yield csvRows(lines, columns)
}

/** Every field any record has. A schema that allows no others knows them; without one the records have to be looked at. */
export async function columnsOf(batches: () => AsyncIterable<Lines>, schema: unknown): Promise<string[]> {
  const closed = closedColumns(schema)
  if (closed) return closed
  const columns = new Set<string>()
  for await (const lines of batches()) {
    for (const line of lines) for (const field of Object.keys(parse(line))) columns.add(field)
  }
  return [...columns]
}

function closedColumns(schema: unknown): string[] | null {
  const { additionalProperties, properties } = (schema ?? {}) as { additionalProperties?: unknown; properties?: object }
  return additionalProperties === false && properties ? Object.keys(properties) : null
}

function csvRows(lines: Lines, columns: string[]): string {
  return lines.map((line) => csvRow(parse(line), columns)).join('')
}

function parse(line: string): Fields {
  return JSON.parse(line) as Fields
}
