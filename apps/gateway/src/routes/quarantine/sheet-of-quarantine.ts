import type { QuarantinePage } from '@syndicate/catalog'
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
/** Where few of many are wanted, much is looked at for a file: not for longer, in milliseconds. */
const mostMs = 5_000

export function sheetOfQuarantine(app: App, { catalog, csv, reads }: Gateway): void {
  bind(app, 'GET /api/quarantine/csv', async (request, reply) => {
    const { cursor, ...filter } = request.query
    const { records, next } = await fileful(cursor, (page) =>
      reads(request, () => catalog.quarantine.list({ ...filter, state: 'open', ...page })),
    )
    const lines = Buffer.from(records.map(lineOf).join(''))
    const columns = new Set(await columnsOf(only(lines), null, csv))
    const { id, field, reason, original } = sheetColumns
    const own = [id, field, reason, ...(columns.has(original) ? [original] : [])]
    const sheet = { columns: [...new Set([...own, ...columns])], forExcel: true }
    const { body, count } = await csvUpTo(maxPageBytes, lines, sheet, csv)
    const last = records[count - 1]
    nextLink(request, reply, count < records.length && last ? `${last.runId}.${last.id}` : next)
    return reply.type('text/csv').send(body)
  })
}

interface Asked {
  limit: number
  wholeBytes: number
  cursor?: string
}

/** Page after page, for each ends early: what a file takes, or what is found in its time. At least one page. */
async function fileful(
  cursor: string | undefined,
  list: (page: Asked) => Promise<Pick<QuarantinePage, 'records' | 'next'>>,
): Promise<Pick<QuarantinePage, 'records' | 'next'>> {
  const end = performance.now() + mostMs
  const records: QuarantinedRecord[] = []
  let bytes = 0
  for (let from = cursor; ;) {
    const page = { limit: mostRecords - records.length, wholeBytes: maxPageBytes - bytes }
    const found = await list({ ...page, ...(from !== undefined && { cursor: from }) })
    for (const each of found.records) {
      // It is passed over, and takes no place.
      if ((each.record ?? each.original).length > mostRecordChars) continue
      records.push(each)
      bytes += Buffer.byteLength(each.record ?? each.original)
    }
    const isFull = records.length === mostRecords || bytes >= maxPageBytes
    if (found.next === null || isFull || performance.now() > end) return { records, next: found.next }
    from = found.next
  }
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
