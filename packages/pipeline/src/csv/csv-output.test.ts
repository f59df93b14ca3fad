import { expect, test } from 'vitest'
import { createRowWriter, csvHeader } from './csv-output.ts'

test('a header and rows by RFC 4180', () => {
  const fields = ['id', 'a "b"', 'note', 'tags', 'toString']
  expect(csvHeader(fields)).toBe('id,"a ""b""",note,tags,toString\r\n')
  const record = { id: -1.5, 'a "b"': true, note: 'two\nlines, "quoted"', tags: ['x', 1], extra: 1 }
  expect(createRowWriter(fields)(record)).toBe('-1.5,true,"two\nlines, ""quoted""","[""x"",1]",\r\n')
})

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])('the text %j is no formula', (text) => {
  expect(createRowWriter(['text'])({ text })).toMatch(/^"?'/)
})

test('what is absent or null is empty, wherever it is', () => {
  const write = createRowWriter(['a', 'b', 'c'])
  expect([{}, { c: 1 }, { b: 2, a: null }, { c: 3, a: 1 }, { d: 1 }].map(write)).toEqual([
    ',,\r\n',
    ',,1\r\n',
    ',2,\r\n',
    '1,,3\r\n',
    ',,\r\n',
  ])
  expect(createRowWriter([])({ a: 1 })).toBe('\r\n')
})
