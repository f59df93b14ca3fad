import type { Format } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { headBytes, lookAt } from './look-at.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')
const look = (format: Format, head: Uint8Array, mediaType?: string) => lookAt(head, { format, reading: {}, mediaType })

test.each<[string, Format, Uint8Array, RegExp]>([
  ['a ZIP file', 'csv', bytes('PK\x03\x04\x14\0\x06\0'), /ZIP archive, as XLSX/],
  ['gzip within what was undone', 'csv', Buffer.from('1f8b0800000000000003', 'hex'), /gzip/],
  ['a PDF', 'csv', bytes('%PDF-1.4\n1 0 obj'), /PDF/],
  ['a Parquet file', 'binary', bytes('PAR1\x15\x04'), /Parquet/],
  ['an SQLite database', 'ndjson', bytes('SQLite format 3\0\x10'), /SQLite/],
  ['a web page', 'csv', bytes('<!DOCTYPE html>\n<html><body>502 Bad Gateway</body></html>\n'), /HTML/],
  ['XML', 'json', bytes('<?xml version="1.0"?>\n<rows/>'), /XML/],
  ['NDJSON as CSV', 'csv', bytes('{"id":1,"name":"Ada"}\n{"id":2,"name":"Bob"}\n'), /NDJSON; say format=ndjson/],
  ['JSON as CSV', 'csv', bytes('[\n  {"id": 1,\n"name": "Ada"}\n]'), /JSON; say format=json/],
  ['CSV as JSON', 'json', bytes('id,name\n1,Ada\n2,Bob\n'), /CSV; say format=csv/],
  ['CSV as NDJSON', 'ndjson', bytes('"id";"name"\n1;Ada\n2;Bob\n'), /CSV; say format=csv/],
  ['JSON over lines as NDJSON', 'ndjson', bytes('[\n{"id":1},\n{"id":2}\n]\n'), /JSON; say format=json/],
  ['a list in one line as NDJSON', 'ndjson', bytes('[{"id":1},{"id":2}]\n'), /JSON; say format=json/],
  ['NDJSON with returns', 'ndjson', bytes('{"a":1}\r{"a":2}\r'), /returns alone; say format=json/],
  ['what Git LFS leaves', 'csv', bytes('version https://git-lfs.github.com/spec/v1\noid sha256:4d\n'), /Git LFS/],
  ['a program', 'csv', bytes('\x7fELF\x02\x01\n'), /program/],
  ['rows as lists', 'json', bytes('[["id","na]me"],[1,"Ada"]]'), /Rows as lists.*'\.\[] \| @csv'/],
  ['rows as lists by line', 'ndjson', bytes('["id","name"]\n[1,"Ada"]\n'), /Rows as lists.*'@csv'/],
  ['text as MessagePack', 'msgpack', bytes('{"id":1}\n'), /text/],
  ['text as CBOR', 'cbor', bytes('id,name\n1,Ada\n'), /text/],
  ['text as binary', 'binary', bytes('id: 1\n'), /text/],
  ['UTF-16 without its mark', 'csv', Buffer.from('id,name\n1,Ada\n', 'utf16le'), /UTF-16LE; say encoding=utf-16le/],
  ['the same, the other way round', 'csv', Buffer.from('id,name\n1,Ada\n', 'utf16le').swap16(), /UTF-16BE/],
  ['UTF-32', 'csv', bytes('\xff\xfe\0\0i\0\0\0d\0\0\0'), /UTF-32LE/],
  [
    'Windows-1252 in a header',
    'csv',
    bytes('Gr\xf6\xdfe,Stadt\n1,Ulm\n'),
    /Not UTF-8 at byte 2; if it is windows-1252, say encoding=windows-1252/,
  ],
  ['Windows-1252 throughout', 'ndjson', bytes('{"a":"\xe9"}\n{"a":"\xf6"}\n{"a":"\xfc"}\n'), /Not UTF-8.*windows-1252/],
  ['a name in Windows-1252', 'csv', bytes('Gr\xf6\xdfe,a\n1,2\n'), /encoding=windows-1252/],
  [
    'Shift-JIS',
    'csv',
    Buffer.from('96bc914f2c8f5a8f8a0a8352815b83692c938c8b9e93730a8353815b', 'hex'),
    /encoding=shift_jis/,
  ],
])('%s is refused by name', (_name, format, head, told) => {
  expect(() => look(format, head)).toThrow(told)
})

test.each<[string, Format, Uint8Array]>([
  ['CSV', 'csv', bytes('id,name\n1,Ada\n')],
  ['CSV whose names look like marks', 'csv', bytes('BMI,MZ,BZh\n1,2,3\n')],
  ['CSV with a column PAR1', 'csv', bytes('PAR1,PAR2\n1,2\n')],
  ['a record with a return in it', 'ndjson', bytes('{"a":1,\r"b":2}\r\n')],
  ['a header in brackets', 'csv', bytes('[id],{name}\n1,2\n')],
  ['a broken record before good ones', 'ndjson', bytes('nonsense, and more\n{"id":1}\n')],
  ['a single broken record', 'ndjson', bytes('nonsense, and more')],
  ['a few damaged letters', 'csv', bytes('id,name\n1,A\xffda\n')],
  ['letters of UTF-8 beside damaged ones', 'csv', Buffer.concat([Buffer.from('ö,name\n'), bytes('\xff,\xff,\xff\n')])],
  ['YAML with a merge key', 'yaml', bytes('<<: &a { b: 1 }\n')],
  ['YAML with a tag of HTML in a text', 'yaml', bytes('a: <html>\n')],
  ['arrays one after another', 'json', bytes('[]\n[{"a":1}]\n[1]')],
  ['a list among objects', 'json', bytes('[[1,2],{"a":1}]')],
  ['JSON over lines', 'json', bytes('[\n  {"a":\n1}]')],
  ['MessagePack', 'msgpack', Buffer.from('81a26964a141', 'hex')],
  ['a list in CBOR', 'cbor', Buffer.from('81a162696401', 'hex')],
])('%s may be what it says', (_name, format, head) => {
  expect(look(format, head)).toEqual({ reading: {} })
})

test('a letter cut through where the head ends is no fault', () => {
  const text = Buffer.from(`id,name\n${'1,ö\n'.repeat(headBytes)}`)
  for (const cut of [headBytes, headBytes + 1, headBytes + 2]) {
    expect(look('csv', text.subarray(0, cut))).toEqual({ reading: {} })
  }
})

test.each<[string, Uint8Array, string | undefined, string, string]>([
  ['UTF-16 by its mark', Buffer.from('\uFEFFid,name\n1,Ädä\n', 'utf16le'), undefined, 'utf-16le', 'id,name\n1,Ädä\n'],
  [
    'what the media type says',
    bytes('Gr\xf6\xdfe\n1\n'),
    'text/csv; charset="ISO-8859-1"',
    'windows-1252',
    'Größe\n1\n',
  ],
])('%s is decoded, however it is split', (_name, input, mediaType, encoding, expected) => {
  for (const at of [1, 3, 8]) {
    const { reading, decoder } = look('csv', input, mediaType)
    expect(reading).toEqual({ encoding })
    const pieces = [decoder!.push(input.subarray(0, at)), decoder!.push(input.subarray(at)), decoder!.end()]
    expect(Buffer.concat(pieces).toString()).toBe(expected)
  }
})

test('a byte order mark is believed before what is said', () => {
  expect(look('csv', Buffer.from('\uFEFFid,ö\n'), 'text/csv; charset=latin1')).toEqual({ reading: {} })
})

test('a text of UTF-8 whose media type says otherwise is asked about', () => {
  const text = Buffer.from('id,Stadt\n1,Köln\n')
  expect(() => look('csv', text, 'text/csv; charset=iso-8859-1')).toThrow(
    /says iso-8859-1, but it is UTF-8.*encoding=windows-1252/,
  )
  expect(
    lookAt(text, { format: 'csv', reading: { encoding: 'windows-1252' }, mediaType: 'text/csv; charset=iso-8859-1' })
      .reading,
  ).toEqual({ encoding: 'windows-1252' })
  expect(look('csv', bytes('a,b\n1,x\n'), 'text/csv; charset=us-ascii').reading).toEqual({ encoding: 'windows-1252' })
})

test('an encoding nobody knows is no encoding', () => {
  expect(() => look('csv', bytes('a\n'), 'text/csv; charset=klingon')).toThrow(/klingon is not known/)
  const marked = { format: 'csv', reading: { encoding: 'klingon' } } as const
  expect(() => lookAt(bytes('\xef\xbb\xbfa\n'), marked)).toThrow(/klingon is not known/)
})

test('what is not in the encoding that is said is no input', () => {
  const { decoder } = look('csv', bytes('a\n'), 'text/csv; charset=shift_jis')
  expect(() => decoder!.push(bytes('\x80\xff\xff'))).toThrow(/Not shift_jis/)
})

const form = 'application/x-www-form-urlencoded'

test.each<[string, Format, Uint8Array, RegExp]>([
  ['NDJSON', 'ndjson', Buffer.from('{"a":"é"}{"a":2}'), /Another value begins at byte 10 of line 1; sent with curl -d/],
  ['CSV', 'csv', bytes('id,name1,Ada2,Bob'), /All of it is one line, as curl -d makes it/],
])('%s whose line ends curl has taken away is refused', (_what, format, head, told) => {
  expect(() => look(format, head, form)).toThrow(told)
})

test.each<[string, Format, Uint8Array, string]>([
  ['one record', 'ndjson', bytes('{"a":1}'), form],
  ['a broken line', 'ndjson', bytes('{"a":1}oops'), form],
  ['lines', 'ndjson', bytes('{"a":1}{"a":2}\n{"a":3}'), form],
  ['another media type', 'ndjson', bytes('{"a":1}{"a":2}'), 'application/x-ndjson'],
  ['a table', 'csv', bytes('id,name\n1,Ada\n'), form],
])('%s may have come with --data-binary', (_what, format, head, mediaType) => {
  expect(look(format, head, mediaType)).toEqual({ reading: {} })
})
