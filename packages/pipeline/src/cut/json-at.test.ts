import { expect, test } from 'vitest'
import { createCutter } from './create-cutter.ts'
import { unpackSlice } from '../slice/slice.ts'

const limits = { sliceBytes: 1e6, maxRecordBytes: 1e5, maxDocumentBytes: 1e6 }

function recordsAt(pointer: string, text: string, pieceBytes = Infinity): string[] {
  const cutter = createCutter('json', limits, { records: pointer })
  const bytes = new TextEncoder().encode(text)
  const slices: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += pieceBytes) slices.push(...cutter.push(bytes.subarray(at, at + pieceBytes)))
  slices.push(...cutter.end())
  return slices.flatMap((slice) => new TextDecoder().decode(unpackSlice(slice).body).trim().split('\n'))
}

test.each<[string, string, string, string[]]>([
  ['a member', '/data', '{"next":null,"data":[{"a":1},{"a":2}],"more":true}', ['{"a":1}', '{"a":2}']],
  [
    'a member of a member',
    '/a/b',
    '{"b":[9],"a":{"c":{"b":[8]},"b":[{"x":[1]}, {"y":{}}]}}',
    ['{"x":[1]}', '{"y":{}}'],
  ],
  ['a name with escapes', '/a~1b/m~0n', '{"a/b":{"m~n":[{"k":1}]}}', ['{"k":1}']],
  ['a name written with escapes', '/ä', '{"\\u00e4":[{"k":1}]}', ['{"k":1}']],
  ['an element of a list', '/1/rows', '[{"rows":[7]},{"rows":[{"k":1}]}]', ['{"k":1}']],
  [
    'brackets and names within texts',
    '/data',
    '{"x":"\\"data\\":[","data":[{"t":"]}"},{"t":"\\\\"}]}',
    ['{"t":"]}"}', '{"t":"\\\\"}'],
  ],
  ['values that are called the same', '/data', '{"x":"data","data":[{"a":1}]}', ['{"a":1}']],
  ['pages one after another', '/data', '{"data":[{"a":1}]}\n{"data":[{"a":2}]}', ['{"a":1}', '{"a":2}']],
])('%s is where the records are, however the bytes come', (_what, pointer, text, expected) => {
  for (const pieceBytes of [Infinity, 1, 3]) expect(recordsAt(pointer, text, pieceBytes)).toEqual(expected)
})

test.each<[string, string, string, RegExp]>([
  ['no such member', '/data', '{"items":[{"a":1}]}', /no list of records at \/data/],
  ['one that is no list', '/data', '{"data":{"a":1}}', /no list of records at \/data/],
  ['one that lies deeper', '/data', '{"x":{"data":[{"a":1}]}}', /no list of records at \/data/],
  [
    'a page that has none',
    '/data',
    '{"data":[{"a":1}]}\n{"error":"x"}',
    /no list of records at \/data in value 2.* byte 31/,
  ],
  [
    'two of them in one value',
    '/data',
    '{"data":[{"a":1}],"data":[{"a":2}]}',
    /two lists at \/data in one value, at byte 25/,
  ],
  ['what is no value behind it', '/data', '{"data":[{"a":1}]}TRAILER', /Expected an object or a list, at byte 18/],
  ['an input cut off within it', '/data', '{"data":[{"a":1},{"a":', /middle of a value.*number 1/],
  ['an input cut off behind it', '/data', '{"data":[{"a":1}],"next":', /middle of a value/],
])('%s ends the input', (_what, pointer, text, told) => {
  expect(() => recordsAt(pointer, text)).toThrow(told)
})
