import { newId } from '@syndicate/contracts'
import { createRowWriter, csvHeader } from '@syndicate/pipeline/csv'
import { expect, test } from 'vitest'
import { mendByRow, readMendedRows, sheetColumns } from './mended-rows.ts'

/** What comes of a record whose row is sent back, changed or not. */
async function sentBack(record: Record<string, unknown>, change = (sheet: string) => sheet) {
  const id = newId()
  const fields = [sheetColumns.id, ...Object.keys(record)]
  const row = createRowWriter(fields, { forExcel: true })({ [sheetColumns.id]: id, ...record } as never)
  const sheet = change(csvHeader(fields, { forExcel: true }) + row)
  const { rows } = await readMendedRows(Buffer.from(sheet))
  return mendByRow({ text: JSON.stringify(record), isReadable: true, format: 'ndjson' }, rows.get(id)!, 100_000)
}

test.each<[string, Record<string, unknown>]>([
  ['half of a pair of surrogates', { a: 'x\ud800y', b: '\udc00' }],
  ['line ends', { a: '\r\nx\r\ny', b: '\ry', c: '\n' }],
  ['formulas, and apostrophes of its own', { a: '=1+1', b: "'=1+1", c: "'", d: '-1' }],
  ['names that look like formulas', { '=a': 1, "'=b": 2, '@c': null }],
  ['numbers and what is deeper', { a: -1, b: [1, { c: '\ud800' }], d: true, e: '' }],
])('a row that was left alone changes nothing: %s', async (_what, record) => {
  expect(await sentBack(record)).toEqual({ left: 'unchanged' })
})

test('a cell is taken over under the name of its field, apostrophe and all', async () => {
  const mended = await sentBack({ "'=b": 2, '=a': 1 }, (sheet) => sheet.replace('2,1', '3,4'))
  expect(mended).toEqual({ line: `{"'=b":3,"=a":4}` })
})
