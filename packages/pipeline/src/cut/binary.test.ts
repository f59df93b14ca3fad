import { encode as encodeMsgpack } from '@msgpack/msgpack'
import { encode as encodeCbor } from 'cborg'
import type { Format } from '@syndicate/contracts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cutInput } from '../testing/cut-input.ts'
import { fuzzRuns, fuzzTimeout } from '../testing/fuzz-runs.ts'
import { runInput } from '../testing/run-input.ts'

const hex = (text: string) => Uint8Array.from(text.replaceAll(' ', '').match(/../g) ?? [], (pair) => parseInt(pair, 16))

describe('MessagePack or CBOR, by the first bytes', () => {
  const records = [{ cpu: 1.5, tags: ['a', 'b'] }, { cpu: 99 }]
  const many = Array.from({ length: 14 }, (_, n) => ({ [`key${n}`]: n }))
  test.each([
    ['MessagePack map', encodeMsgpack(records[0]), [records[0]]],
    ['MessagePack array', encodeMsgpack(records), records],
    ['MessagePack long array', encodeMsgpack(many), many],
    ['CBOR map', encodeCbor(records[0]), [records[0]]],
    ['CBOR array', encodeCbor(records), records],
    ['CBOR longer array', encodeCbor(many), many],
    ['CBOR map of unknown length', hex('bf 61 61 01 ff'), [{ a: 1 }]],
    ['CBOR array of unknown length', hex('9f a1 61 61 01 ff a1 61 61 02'), [{ a: 1 }, { a: 2 }]],
  ])('%s', (_, input, expected) => {
    expect(runInput('binary', input).records).toEqual(expected)
  })

  const dirty = { id: 1, no: NaN }
  const large = { text: 'x'.repeat(100_000) }
  test.each([
    ['MessagePack of one record', encodeMsgpack([{ id: 1, name: 'Ada' }]), [{ id: 1, name: 'Ada' }]],
    ['CBOR of one record', encodeCbor([{ id: 1, name: 'Ada' }]), [{ id: 1, name: 'Ada' }]],
    ['MessagePack with a refused record', encodeMsgpack([dirty, { id: 2 }]), [{ id: 2 }]],
    ['CBOR with a refused record', encodeCbor([dirty, { id: 2 }]), [{ id: 2 }]],
    ['MessagePack that as CBOR would be refused', hex('81 61 f9'), [{ 97: -7 }]],
    ['MessagePack of a large record', encodeMsgpack(large), [large]],
    ['CBOR of a large record', encodeCbor([large]), [large]],
  ])('%s is taken for nothing else', (_, input, expected) => {
    for (const pieceBytes of [7000, 1_000_000])
      expect(runInput('binary', input, {}, { pieceBytes }).records).toEqual(expected)
  })

  test.each([
    ['an empty map or an empty list', '80'],
    ['a number', '01'],
    ['what is refused as both', '81 a1 61 c1'],
  ])('%s is refused', (_, input) => {
    expect(() => runInput('binary', hex(input))).toThrow(expect.objectContaining({ code: 'malformed-input' }))
  })

  test('what is both says how to tell', () => {
    expect(() => runInput('binary', hex('80'))).toThrow(cannotTell)
  })
})

const plainValue = fc.oneof(
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.string({ maxLength: 8 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)
const plainRecord = fc.dictionary(
  fc.string({ minLength: 1, maxLength: 8 }),
  fc.oneof(plainValue, fc.array(plainValue, { maxLength: 3 })),
  { minKeys: 1, maxKeys: 5 },
)

const cannotTell = 'This can be read as MessagePack and as CBOR; say format=msgpack or format=cbor'

function outcomeOf(format: Format, input: Uint8Array): unknown {
  try {
    return runInput(format, input)
  } catch (error) {
    return (error as Error).message
  }
}

test('the beginning is read as both in no time, whatever is in it', () => {
  // As CBOR 32 thousand texts that are no UTF-8.
  const texts = new Uint8Array(70_000).map((_, at) => (at % 2 === 0 ? 0x61 : 0xe2))
  // The quickest of a few, for others may have the machine.
  const times = Array.from({ length: 5 }, () => {
    const began = performance.now()
    cutInput('binary', texts)
    return performance.now() - began
  })
  expect(Math.min(...times)).toBeLessThan(300)
})

test('one encoding is never taken for the other', { timeout: fuzzTimeout }, () => {
  const property = fc.property(
    fc.array(plainRecord, { minLength: 1, maxLength: 4 }),
    fc.boolean(),
    (records, isList) => {
      for (const [format, encode] of [
        ['msgpack', encodeMsgpack],
        ['cbor', encodeCbor],
      ] as const) {
        // No Buffer, whose slices share its memory.
        const input = Uint8Array.from(isList ? encode(records) : records.flatMap((record) => [...encode(record)]))
        expect([cannotTell, outcomeOf(format, input)]).toContainEqual(outcomeOf('binary', input))
      }
    },
  )
  fc.assert(property, fuzzRuns(300))
})

test('what JSON has no word for is converted', () => {
  const input = encodeMsgpack(
    { big: 2n ** 60n, small: 5n, bytes: Uint8Array.of(1, 2, 255), at: new Date(1.5e12) },
    { useBigInt64: true },
  )
  const expected = { big: '1152921504606846976', small: 5, bytes: 'AQL/', at: '2017-07-14T02:40:00.000Z' }
  expect(runInput('msgpack', input).records).toEqual([expected])
  const tagged = hex(
    'a4 6362696e 42 01ff 64 74696d65 c1 1a 59682f00 63 626967 c2 49 010000000000000000 65 756e646566 f7',
  )
  expect(runInput('cbor', tagged).records).toEqual([
    { bin: 'Af8=', time: '2017-07-14T02:40:00.000Z', big: '18446744073709551616', undef: null },
  ])
})

test.each([
  ['msgpack', 'NaN', encodeMsgpack({ a: NaN })],
  ['msgpack', 'an unknown extension', hex('81 a1 61 d4 05 00')],
  ['cbor', 'an unknown tag', hex('a1 61 61 d9 03e7 01')],
  ['cbor', 'a list as a name', hex('a1 80 02')],
] as const)('%s: a record with %s is refused with its bytes, the rest goes on', (format, _, bad) => {
  const good = format === 'msgpack' ? encodeMsgpack({ a: 1 }) : encodeCbor({ a: 1 })
  const { records, refused } = runInput(format, Uint8Array.of(...good, ...bad, ...good))
  expect(records).toEqual([{ a: 1 }, { a: 1 }])
  expect(refused).toMatchObject([
    { position: 1, code: 'malformed-record', encoding: 'base64', original: btoa(String.fromCharCode(...bad)) },
  ])
})

test('a CBOR __proto__ key is plain data', () => {
  const { records } = runInput('cbor', hex('a1 69 5f5f70726f746f5f5f a1 61 78 01'))
  expect(Object.keys(records[0] as object)).toEqual(['__proto__'])
})

test.each([
  ['msgpack', 'is cut off', encodeMsgpack({ a: 'text', b: [1, 2, 3] }).slice(0, -1)],
  ['msgpack', 'announces more than it holds', hex('dd 7fffffff 81 a1 61 01')],
  ['msgpack', 'announces 4 GB of text', hex('81 a1 61 db ffffffff 78')],
  ['msgpack', 'holds a byte that starts nothing', hex('81 a1 61 c1')],
  ['msgpack', 'is nested a thousand levels deep', new Uint8Array(1000).fill(0x91)],
  ['cbor', 'is cut off', encodeCbor({ a: 'text' }).slice(0, -1)],
  ['cbor', 'announces 2^63 bytes', hex('a1 61 61 5b 7fffffffffffffff 00')],
  ['cbor', 'never ends its array', hex('9f a1 61 61 01')],
  ['cbor', 'ends what it did not begin', hex('a1 61 61 01 ff')],
  ['cbor', 'holds a reserved head', hex('a1 61 61 1c')],
] as const)('%s that %s is malformed', (format, _, input) => {
  for (const pieceBytes of [1, 10_000]) {
    expect(() => cutInput(format, input, { pieceBytes })).toThrow(expect.objectContaining({ code: 'malformed-input' }))
  }
})

test('a value beyond the limit is skipped without being held', () => {
  const large = encodeMsgpack({ a: new Uint8Array(5000), b: [{ c: 'x'.repeat(3000) }] })
  const small = encodeMsgpack({ a: 1 })
  const { records, refused } = runInput(
    'msgpack',
    Uint8Array.of(...small, ...large, ...small),
    {},
    { limits: { maxRecordBytes: 2000 }, pieceBytes: 700 },
  )
  expect(records).toEqual([{ a: 1 }, { a: 1 }])
  expect(refused).toMatchObject([{ position: 1, stage: 'extract', code: 'record-too-large', encoding: 'base64' }])
  expect(refused[0]!.reason).toContain(`${large.length} bytes`)
  expect(refused[0]!.original.length).toBeLessThan(1400)
})

test.each<['msgpack' | 'cbor', string, RegExp]>([
  ['msgpack', '81a16101 82a161', /middle of a value, at byte 7; the last whole record is number 1, up to byte 4$/],
  [
    'msgpack',
    '93 81a16101 81a16102',
    /before its array does: 1 more were announced, at byte 9; .* number 2, up to byte 9$/,
  ],
  ['cbor', '9f a1616101', /before its array does, at byte 5; the last whole record is number 1, up to byte 5$/],
  ['cbor', 'a16161', /middle of a value, at byte 3; no record is whole$/],
])('%s that is cut off says where, and which record was the last', (format, hex, told) => {
  for (const pieceBytes of [1, 100])
    expect(() => cutInput(format, Buffer.from(hex.replaceAll(' ', ''), 'hex'), { pieceBytes })).toThrow(told)
})
