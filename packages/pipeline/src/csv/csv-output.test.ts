import { expect, test } from 'vitest'
import { csvHeader, csvRow } from './csv-output.ts'

test('a header and rows by RFC 4180', () => {
  const fields = ['id', 'a "b"', 'note', 'tags', 'toString']
  expect(csvHeader(fields)).toBe('id,"a ""b""",note,tags,toString\r\n')
  const record = { id: -1.5, 'a "b"': true, note: 'two\nlines, "quoted"', tags: ['x', 1], extra: 1 }
  expect(csvRow(record, fields)).toBe('-1.5,true,"two\nlines, ""quoted""","[""x"",1]",\r\n')
})

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])('the text %j is no formula', (text) => {
  expect(csvRow({ text }, ['text'])).toMatch(/^"?'/)
})
