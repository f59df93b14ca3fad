import { encode as encodeMsgpack } from '@msgpack/msgpack'
import type { Format, ReadOptions } from '@syndicate/contracts'
import { encode as encodeCbor } from 'cborg'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compilePipeline } from '../compile-pipeline.ts'
import { cutInput } from '../testing/cut-input.ts'
import { plainRecipe } from '../testing/plain-recipe.ts'
import { testHost } from '../testing/test-host.ts'
import { openSlice } from './open-slice.ts'
import { unpackSlice } from './slice.ts'

/** Refuses every record, so that each says where it stands. */
const { transform } = compilePipeline({ ...plainRecipe, schema: false }, testHost)

interface Sent {
  sliceBytes?: number
  pieceBytes?: number
  reading?: ReadOptions
}

/** Of each record by position: its line or byte; undefined where none is known. */
function placesOf(format: Format, input: string | Uint8Array, { sliceBytes = 1000, ...options }: Sent = {}) {
  const limits = { sliceBytes, maxRecordBytes: 200 }
  const refused = cutInput(format, input, { limits, isPlaced: true, ...options }).flatMap((slice) => {
    const whole = transform(slice).refused
    const open = openSlice(slice)
    const middle = Math.floor(open.records / 2)
    const parts = [transform(open.part(0, middle)), transform(open.part(middle, open.records))]
    expect(open.join(parts).refused).toEqual(whole)
    return whole
  })
  return refused.toSorted((a, b) => a.position - b.position).map(({ line, byte }) => line ?? byte)
}

const long = `"${'x'.repeat(300)}"`

test.each<[string, Format, string, number[]]>([
  ['lines', 'ndjson', '{"a":1}\n{"a":2}\n', [1, 2]],
  ['blank lines', 'ndjson', '\n{"a":1}\n\n \n{"a":2}\r\n{"a":3}\n\n{"a":4}', [2, 5, 6, 8]],
  ['a blank line behind each', 'ndjson', '{"a":1}\n\n{"a":2}\n\n{"a":3}\n\n{"a":4}\n{"a":5}\n', [1, 3, 5, 7, 8]],
  ['lines that are too long', 'ndjson', `{"a":1}\n${long}\n{"a":2}\n${long}\n${long}\n\n{"a":3}\n`, [1, 2, 3, 4, 5, 7]],
  ['JSON by lines', 'json', '\n\n{"a":1}\n{"a":2}\noops\n{"a":3}\n', [3, 4, 5, 6]],
  ['an array', 'json', '[{"a":1}, {"a":2}, {"a":3},\n{"a":4}]', [1, 10, 19, 28]],
  ['values over lines', 'json', '{\n"a":1}{"a":2}\n[ 3 ]', [0, 8, 18]],
  ['CSV', 'csv', 'a,b\n1,2\n\n"3\n",4\n5,6\n"7\n\n",8\n9,0\n', [2, 4, 6, 7, 10]],
  ['CSV with an open quote', 'csv', 'a,b\n1,2\n3,"4\n5,6\n7,8\n', [2, 3, 4, 5]],
  ['CSV of one column', 'csv', 'a\n1\n\n\n2\n', [2, 3, 4, 5]],
  ['YAML', 'yaml', '# of mine\na: 1\nb: 2\n---\n- a: 1\n\n- a: 2\n- 3\n', [2, 5, 7, 8]],
])('%s', (_what, format, input, places) => {
  for (const pieceBytes of [1, 5, 1000])
    for (const sliceBytes of [1, 20, 1000]) expect(placesOf(format, input, { pieceBytes, sliceBytes })).toEqual(places)
})

test('lines before a CSV and those that are no rows count', () => {
  expect(placesOf('csv', 'Title\nof it\na,b\n1,2\n#\n3,4\n', { reading: { skip: 2, comment: '#' } })).toEqual([4, 6])
  const single = { reading: { comment: '#' } }
  expect(placesOf('csv', 'a\n1\n\n#\n\n2\n', single)).toEqual([2, undefined, undefined, 6])
})

test('values of MessagePack and CBOR', () => {
  const values = [{ a: 1 }, { b: 'x'.repeat(300) }, { c: 3 }, { d: 4 }]
  for (const [format, encode, head] of [
    ['msgpack', encodeMsgpack, [0x94]],
    ['cbor', encodeCbor, [0xd9, 0xd9, 0xf7, 0x84]],
  ] as const) {
    const packed = values.map((value) => encode(value))
    const bytes = Uint8Array.from([...head, ...packed.flatMap((each) => [...each])])
    const begins = packed.map((_each, n) =>
      packed.slice(0, n).reduce<number>((sum, each) => sum + each.length, head.length),
    )
    for (const pieceBytes of [1, 5, 1000]) expect(placesOf(format, bytes, { pieceBytes })).toEqual(begins)
  }
})

test('bytes of another encoding are not those of the input, and its lines are', () => {
  const reading = { encoding: 'windows-1252' }
  expect(placesOf('json', '[{"a":1}]', { reading })).toEqual([undefined])
  expect(placesOf('ndjson', '{"a":1}\n', { reading })).toEqual([1])
})

test('an input that is nothing but gaps has places up to where its slices would be larger than itself', () => {
  const input = Array.from({ length: 3000 }, (_, n) => `1${'\n'.repeat(1 + (n % 3))}`).join('')
  const [slice] = cutInput('ndjson', input, { isPlaced: true })
  expect(unpackSlice(slice!).header.placed?.runs).toHaveLength(1001)
  const said = placesOf('ndjson', input, { sliceBytes: 1_000_000 })
  expect([said[500], said[2999]]).toEqual([
    input.split('\n').flatMap((line, n) => (line ? [n + 1] : []))[500],
    undefined,
  ])
})

test('however lines and blank ones fall, a place is right or not said', () => {
  const lines = fc.array(fc.constantFrom('', ' ', '{"a":1}', `{"a":"${'y'.repeat(50)}"}`, long), { maxLength: 3000 })
  fc.assert(
    fc.property(lines, fc.constantFrom(30, 1000, 100_000), (each, sliceBytes) => {
      const there = each.flatMap((line, index) => (line.trim() === '' ? [] : [index + 1]))
      fc.pre(there.length > 0)
      const said = placesOf('ndjson', each.join('\n'), { sliceBytes })
      expect(said).toHaveLength(there.length)
      expect(said.filter((line, index) => line !== undefined && line !== there[index])).toEqual([])
    }),
    { numRuns: 50 },
  )
})
