import { expect, test } from 'vitest'
import { createCutter } from './create-cutter.ts'
import { cutInput } from '../testing/cut-input.ts'
import { runInput } from '../testing/run-input.ts'

test('RFC 4180: quotes, doubled quotes, commas and line ends inside them, empty fields', () => {
  const input = 'a,"b ""x""",c\r\n1,"two, ""2""\r\n\nlines",\r\n\r\n"",,"3"\n'
  expect(runInput('csv', input).records).toEqual([
    { a: '1', 'b "x"': 'two, "2"\r\n\nlines', c: '' },
    { a: '', 'b "x"': '', c: '3' },
  ])
})

test('a quote inside a plain field is an ordinary character', () => {
  expect(runInput('csv', 'a,b\n5" pipe,x\n1,2').records).toEqual([
    { a: '5" pipe', b: 'x' },
    { a: '1', b: '2' },
  ])
})

test('rows that do not fit the header are refused as they came, the rest goes on', () => {
  const { records, refused, counts } = runInput(
    'csv',
    'a,b\n1,2\n1,2,3\n1\n"x"y,2\n3,4\n',
    {},
    { limits: { sliceBytes: 8 } },
  )
  expect(records).toEqual([
    { a: '1', b: '2' },
    { a: '3', b: '4' },
  ])
  expect(refused).toMatchObject([
    { position: 1, code: 'too-many-fields', original: '1,2,3' },
    { position: 2, code: 'malformed-record', original: '1' },
    { position: 3, code: 'malformed-record', original: '"x"y,2' },
  ])
  expect(counts).toEqual({ in: 5, filtered: 0, stored: 2 })
})

test.each([
  ['two columns of a name', 'a,a\n1,2'],
  ['a header without a name', ',,\n1,2,3'],
  ['a header that is no CSV', '"a"b,c\n1,2'],
  ['a quote in the header that is never closed', 'a,"b\n1,2\n3,4\n'],
  ['names of more bytes than those of a record may have', `${'x'.repeat(40_000)},${'y'.repeat(30_000)}\n1,2`],
  ['a header larger than a record may be', `${'x'.repeat(2_000_000)}\n1`],
])('%s make the input malformed', (_, input) => {
  expect(() => cutInput('csv', input)).toThrow(expect.objectContaining({ code: 'malformed-input' }))
})

test('a column named __proto__ is plain data', () => {
  const { records } = runInput('csv', '__proto__,constructor\nx,y\n')
  expect(Object.entries(records[0] as object)).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ])
})

test('a header without end is not waited for', () => {
  const cutter = createCutter('csv', { sliceBytes: 1e6, maxRecordBytes: 8e6, maxDocumentBytes: 1e6 })
  const piece = new Uint8Array(64 * 1024).fill(120)
  for (let pieces = 0; pieces < 4; pieces++) cutter.push(piece)
  expect(() => cutter.push(piece)).toThrow('more than 65536 bytes')
})

test('quotes around names do not count', () => {
  const names = Array.from({ length: 4000 }, (_, n) => `"a ""name"" ${n}"`)
  expect(cutInput('csv', `${names.join()}\n${','.repeat(3999)}\n`)).toHaveLength(1)
})
