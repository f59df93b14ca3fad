import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { signIn, type Body } from '../acceptance/client.ts'
import { startSystem } from '../acceptance/system.ts'
import { outcomeOf } from './outcome.ts'

const system = await startSystem({ workers: 1 })
afterAll(() => system.stop())
const user = await signIn(system.url)
const csv = 'id,Stadt\n1,Ulm\n2,Köln\n'
const cities = ['{"id":"1","Stadt":"Ulm"}', '{"id":"2","Stadt":"Köln"}']

test.each<[string, Body, Record<string, string>, Record<string, string>]>([
  ['gzip that nobody speaks of', gzipSync(csv), {}, {}],
  ['gzip padded with zeros', Buffer.concat([gzipSync(csv), Buffer.alloc(512)]), {}, { 'content-encoding': 'gzip' }],
  ['UTF-16 by its mark', Buffer.from(`\uFEFF${csv}`, 'utf16le'), {}, {}],
  ['zstd that nobody speaks of', zstdCompressSync(csv), {}, {}],
  ['UTF-16 the other way round', Buffer.from(`\uFEFF${csv}`, 'utf16le').swap16(), {}, {}],
  ['the charset of the media type', Buffer.from(csv, 'latin1'), {}, { 'content-type': 'text/csv; charset=iso-8859-1' }],
  ['the encoding that was asked for', Buffer.from(csv, 'latin1'), { encoding: 'windows-1252' }, {}],
])('%s is read for what it is', async (_name, body, query, headers) => {
  const { state, published } = await outcomeOf(user, { format: 'csv', ...query }, body, headers)
  expect({ state, published }).toEqual({ state: 'published', published: cities })
})

test.each<[string, string, Body, Record<string, string>, RegExp]>([
  ['a ZIP file', 'csv', Buffer.from('PK\x03\x04\x14\0\x06\0', 'latin1'), {}, /^malformed-input: .*XLSX/],
  ['a PDF', 'csv', Buffer.from('%PDF-1.4\n%\xe2\xe3\n1 0 obj\n', 'latin1'), {}, /^malformed-input: .*PDF/],
  ['a Parquet file', 'csv', Buffer.from('PAR1\x15\x04\x15\x10', 'latin1'), {}, /^malformed-input: .*Parquet/],
  ['an SQLite database', 'json', 'SQLite format 3\0\x10\0', {}, /^malformed-input: .*SQLite/],
  [
    'what Git LFS leaves',
    'csv',
    'version https://git-lfs.github.com/spec/v1\nsize 1\n',
    {},
    /^malformed-input: .*Git LFS/,
  ],
  ['a web page', 'csv', '<!DOCTYPE html>\n<html><body>502 Bad Gateway</body></html>\n', {}, /^malformed-input: .*HTML/],
  ['NDJSON as CSV', 'csv', '{"id":1}\n{"id":2}\n', {}, /^malformed-input: .*NDJSON/],
  ['JSON as CSV', 'csv', '[{"id":1},{"id":2}]', {}, /^malformed-input: .*format=json/],
  ['CSV as NDJSON', 'ndjson', 'id,name\n1,Ada\n', {}, /^malformed-input: .*format=csv/],
  ['a list as NDJSON', 'ndjson', '[{"id":1},{"id":2}]\n', {}, /^malformed-input: .*format=json/],
  ['NDJSON whose lines end with returns', 'ndjson', '{"id":1}\r{"id":2}\r', {}, /^malformed-input: .*format=json/],
  ['YAML as CSV', 'csv', 'id: 1\nname: Ada\n', {}, /^malformed-input: .*one column/],
  ['one line of text', 'csv', '502 Bad Gateway\n', {}, /^malformed-input: .*one line/],
  ['a table for people', 'csv', ' id | name\n----+-----\n  1 | Ada\n', {}, /^malformed-input: .*export it as CSV/],
  ['text as CBOR', 'cbor', 'id,name\n1,Ada\n', {}, /^malformed-input: .*text/],
  ['text as MessagePack', 'msgpack', '{"id":1}\n', {}, /^malformed-input: .*text/],
  ['UTF-16 without a mark', 'csv', Buffer.from(csv, 'utf16le'), {}, /encoding=utf-16le/],
  [
    'UTF-8 whose media type says another',
    'csv',
    csv,
    { 'content-type': 'text/csv; charset=latin1' },
    /but it is UTF-8/,
  ],
  ['a header in Windows-1252', 'csv', Buffer.from('Größe,Stadt\n1,Ulm\n', 'latin1'), {}, /encoding=windows-1252/],
  [
    'a form',
    'csv',
    '--bnd\r\nContent-Disposition: form-data; name="file"; filename="p.csv"\r\n\r\nid\n1\n\r\n--bnd--\r\n',
    { 'content-type': 'multipart/form-data; boundary=bnd' },
    /^unsupported-media-type: .*--data-binary/,
  ],
])('%s is refused before anything is kept', async (_name, format, body, headers, told) => {
  const { state, error } = await outcomeOf(user, { format }, body, headers)
  expect({ state, error }).toEqual({ state: 'refused at the door', error: expect.stringMatching(told) })
})
