import { parseRow } from '../csv/parse-row.ts'
import { splitRows } from '../csv/split-rows.ts'
import { Fault } from '../record/fault.ts'
import { put } from '../record/put.ts'
import type { Row } from '../record/row.ts'
import { decodeText, originalOf } from './decode-text.ts'
import { recordOf, type Records } from './records.ts'

/** All values are strings, an empty one is ''. What they mean is for a cast to say. */
export function csvRecords(body: Uint8Array, columns: string[]): Records {
  const rows = decodeText(body, splitRows)
  function read(index: number): Row | Fault {
    const row = rows[index]!
    if (typeof row !== 'string') return new Fault('malformed-record', 'Not valid UTF-8')
    const fields = parseRow(row)
    if (!fields)
      return new Fault('malformed-record', 'A quoted field is not closed, or goes on after its closing quote')
    if (fields.length === columns.length) return toRow(columns, fields)
    const told = `The row has ${fields.length} fields, the header has ${columns.length}`
    return new Fault(fields.length > columns.length ? 'too-many-fields' : 'malformed-record', told)
  }
  return {
    has: (index) => index < rows.length,
    read,
    original: (index) => ({ ...originalOf(rows[index]!), ...recordOf(read(index)) }),
  }
}

function toRow(columns: string[], fields: string[]): Row {
  const row: Row = {}
  for (let i = 0; i < columns.length; i++) put(row, columns[i]!, fields[i])
  return row
}
