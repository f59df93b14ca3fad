import { parentPort } from 'node:worker_threads'
import { createRowWriter, namesOf, parseInOrder } from '@syndicate/pipeline/csv'
import { fitHeader, type CsvReply, type CsvRequest, type Sheet } from './csv-task.ts'

const port = parentPort!
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

port.on('message', (request: CsvRequest) => {
  const { id } = request
  try {
    if (request.kind === 'fields') return reply({ id, fields: fieldsOf(request.lines) })
    const rows = encoder.encode(rowsOf(request.lines, request.sheet))
    reply({ id, rows }, [rows.buffer])
  } catch (error) {
    reply({ id, error })
  }
})

function reply(message: CsvReply, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer)
}

/** The names in these records, in the order they are met. Stops where they are too many. */
function fieldsOf(lines: Uint8Array): string[] {
  const fields = new Set<string>()
  let known = 0
  for (const record of recordsOf(lines)) {
    for (const field of namesOf(record)) fields.add(field)
    if (fields.size > known && !fitHeader(fields)) break
    known = fields.size
  }
  return [...fields]
}

function rowsOf(lines: Uint8Array, { columns, forExcel }: Sheet): string {
  const rowOf = createRowWriter(columns, { forExcel })
  let rows = ''
  for (const record of recordsOf(lines)) rows += rowOf(record)
  return rows
}

function* recordsOf(lines: Uint8Array): Generator<Record<string, unknown>> {
  for (const line of decoder.decode(lines).split('\n')) {
    if (line !== '') yield parseInOrder(line) as Record<string, unknown>
  }
}
