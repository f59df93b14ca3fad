import { maxPageBytes, type QuarantinedRecord } from '@syndicate/contracts'
import { sheetColumns } from '@syndicate/runs'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { nextLink } from '../../http/next-link.ts'
import { bind } from '../bind.ts'
import { columnsOf, csvUpTo } from '../registry/csv-records.ts'

/** Longer ones are not for a spreadsheet, in characters. */
const mostRecordChars = 256 * 1024
const mostRecords = 10_000

export function sheetOfQuarantine(app: App, { catalog, csv, reads }: Gateway): void {
  bind(app, 'GET /api/quarantine/csv', async (request, reply) => {
    const { cursor, ...filter } = request.query
    const page = { limit: mostRecords, wholeBytes: maxPageBytes, ...(cursor !== undefined && { cursor }) }
    const found = await reads(request, () => catalog.quarantine.list({ ...filter, state: 'open', ...page }))
    const records = found.records.filter(({ original, record }) => (record ?? original).length <= mostRecordChars)
    const lines = Buffer.from(records.map(lineOf).join(''))
    const columns = new Set(await columnsOf(only(lines), null, csv))
    const { id, field, reason, original } = sheetColumns
    const own = [id, field, reason, ...(columns.has(original) ? [original] : [])]
    const sheet = { columns: [...new Set([...own, ...columns])], forExcel: true }
    const { body, count } = await csvUpTo(maxPageBytes, lines, sheet, csv)
    const last = records[count - 1]
    nextLink(request, reply, count < records.length && last ? `${last.runId}.${last.id}` : found.next)
    return reply.type('text/csv').send(body)
  })
}

/** A record as a line of JSON: what is told of it goes last, so that no field of its own takes that place. */
function lineOf(refused: QuarantinedRecord): string {
  const { id, field, reason } = refused
  const text = readableText(refused)
  const told = {
    [sheetColumns.id]: id,
    [sheetColumns.field]: field,
    [sheetColumns.reason]: reason,
    ...(text === null && { [sheetColumns.original]: refused.encoding === 'text' ? refused.original : null }),
  }
  const fields = text === null ? '' : text.slice(1, -1).trim()
  return `{${fields === '' ? '' : `${fields},`}${JSON.stringify(told).slice(1)}\n`
}

/** The record as JSON of an object, on one line; null where it could not be read, or is none. */
function readableText({ record, original, encoding, code, position }: QuarantinedRecord): string | null {
  const isWhole = encoding === 'text' && position >= 0 && code !== 'malformed-record' && code !== 'record-too-large'
  const text = (record ?? (isWhole ? original : '')).trim().replaceAll(/[\r\n]+/g, ' ')
  return text.startsWith('{') && text.endsWith('}') ? text : null
}

async function* only(lines: Buffer): AsyncGenerator<Buffer> {
  yield lines
}
