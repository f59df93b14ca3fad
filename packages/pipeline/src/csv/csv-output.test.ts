import { expect, test } from 'vitest'
import { createRowWriter, csvHeader } from './csv-output.ts'

test('a header and rows by RFC 4180', () => {
  const fields = ['id', 'a "b"', 'note', 'tags', 'toString']
  expect(csvHeader(fields)).toBe('id,"a ""b""",note,tags,toString\r\n')
  const record = { id: -1.5, 'a "b"': true, note: 'two\nlines, "quoted"', tags: ['x', 1], extra: 1 }
  expect(createRowWriter(fields)(record)).toBe('-1.5,true,"two\nlines, ""quoted""","[""x"",1]",\r\n')
})

test.each(['=1+1', '+49123', '-5', '@SUM(A1)'])(
  'the text %j is no formula in a spreadsheet, and as it is elsewhere',
  (text) => {
    expect(createRowWriter(['text'])({ text })).toBe(`${text}\r\n`)
    expect(createRowWriter(['text'], { forExcel: true })({ text })).toBe(`'${text}\r\n`)
  },
)

test.each(['\tx', '\rx'])('neither is %j, which is quoted', (text) => {
  expect(createRowWriter(['text'], { forExcel: true })({ text })).toBe(`"'${text}"\r\n`)
})

test('a name that a spreadsheet would run is none either', () => {
  expect(csvHeader(['=1+1', 'b'], { forExcel: true })).toBe("'=1+1,b\r\n")
})

test('what is absent or null is empty, wherever it is, and an empty text is quoted', () => {
  const write = createRowWriter(['a', 'b', 'c'])
  expect([{}, { c: 1 }, { b: 2, a: null }, { c: 3, a: 1 }, { d: 1 }, { b: '' }].map(write)).toEqual([
    ',,\r\n',
    ',,1\r\n',
    ',2,\r\n',
    '1,,3\r\n',
    ',,\r\n',
    ',"",\r\n',
  ])
  expect(createRowWriter([])({ a: 1 })).toBe('\r\n')
})

test('a row of one empty cell is no empty line', () => {
  expect([{ a: null }, { a: '' }, {}].map(createRowWriter(['a']))).toEqual(['""\r\n', '""\r\n', '""\r\n'])
})

test('half a pair of surrogates is escaped, as UTF-8 has no bytes for it', () => {
  expect(createRowWriter(['a'])({ a: 'x\ud800y\u{1F600}' })).toBe('"x\\ud800y\u{1F600}"\r\n')
})

test('a name that looks like another kind of file, or as if it were several, is quoted', () => {
  const names = ['PK\u0003\u0004', '<html>', '{"a"', 'a:b', 'a b c', 'PAR1', 'first name', 'größe']
  expect(csvHeader(names)).toBe('"PK\u0003\u0004","<html>","{""a""","a:b","a b c","PAR1",first name,größe\r\n')
})
