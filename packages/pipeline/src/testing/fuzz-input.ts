import { formats, type Format } from '@syndicate/contracts'
import { encode as encodeMsgpack } from '@msgpack/msgpack'
import { encode as encodeCbor } from 'cborg'
import fc from 'fast-check'
import { createRowWriter, csvHeader } from '../csv/csv-output.ts'

export interface FuzzInput {
  format: Format
  bytes: Uint8Array
}

const bytesOf = (text: string) => new TextEncoder().encode(text)
const concat = (parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]))

const name = fc.oneof(
  fc.string({ maxLength: 4 }),
  fc.constantFrom('__proto__', 'constructor', '', 'a,b', '"', '\u0000', 'é\u{1F600}'),
)
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('', '"', ',', '\n', '\r\n', "'", '---', '\u2028', 1e308, -0, 2 ** 53),
)

/** Records as people would send them, with names and values that have gone wrong before. */
export const fuzzRecords = fc.array(fc.dictionary(name, value, { maxKeys: 4 }), { minLength: 1, maxLength: 6 })

type Records = Record<string, unknown>[]

/** Each format, and the ways its records may be written one after another. */
const written: [Format, (records: Records) => Uint8Array][] = [
  ['ndjson', (records) => bytesOf(records.map((record) => JSON.stringify(record)).join('\n'))],
  ['ndjson', (records) => bytesOf(records.map((record) => `\n${JSON.stringify(record)}\r\n`).join(''))],
  ['json', (records) => bytesOf(JSON.stringify(records))],
  ['json', (records) => bytesOf(`\ufeff${JSON.stringify(records, null, 1)}`)],
  ['json', (records) => bytesOf(records.map((record) => JSON.stringify(record)).join(' '))],
  ['yaml', (records) => bytesOf(records.map((record) => `---\n${JSON.stringify(record)}\n`).join(''))],
  [
    'csv',
    (records) => {
      const columns = [...new Set(records.flatMap((record) => Object.keys(record)))]
      return bytesOf(csvHeader(columns) + records.map(createRowWriter(columns)).join(''))
    },
  ],
  ['msgpack', (records) => encodeMsgpack(records)],
  ['msgpack', (records) => concat(records.map((record) => encodeMsgpack(record)))],
  ['cbor', (records) => encodeCbor(records)],
  ['cbor', (records) => concat(records.map((record) => encodeCbor(record)))],
  ['binary', (records) => encodeMsgpack(records)],
  ['binary', (records) => encodeCbor(records)],
]

const wellFormed = fc.tuple(fuzzRecords, fc.constantFrom(...written)).map(([records, [format, write]]): FuzzInput => ({
  format, // No Buffer, whose slices share its memory.
  bytes: Uint8Array.from(write(records)),
}))

const piece = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 6 }),
  fc
    .constantFrom(
      '"',
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '\\',
      '\n',
      '\r',
      '\ufeff',
      '---\n',
      '...\n',
      '&a',
      '*a',
      '!!js',
      '\u0000',
    )
    .map(bytesOf),
  fc
    .constantFrom([0xff], [0xc1], [0xdd, 255, 255, 255, 255], [0x9f], [0xbf], [0xd9, 0xd9, 0xf7], [0xed, 0xa0, 0x80])
    .map((bytes) => Uint8Array.from(bytes)),
)

/** Something added, taken away or put in place of something, at some place. */
const spoilt = fc
  .tuple(wellFormed, fc.array(fc.tuple(fc.nat(), fc.nat(4), piece), { minLength: 1, maxLength: 3 }))
  .map(([input, changes]): FuzzInput => ({ ...input, bytes: changes.reduce(change, input.bytes) }))

function change(bytes: Uint8Array, [at, gone, more]: [number, number, Uint8Array]): Uint8Array {
  const from = at % (bytes.length + 1)
  return concat([bytes.subarray(0, from), more, bytes.subarray(from + gone)])
}

const raw = fc.record({ format: fc.constantFrom(...formats), bytes: fc.uint8Array({ maxLength: 60 }) })

/** Inputs of every format: right, a little wrong, and nothing at all. */
export const fuzzInput: fc.Arbitrary<FuzzInput> = fc.oneof(
  { weight: 3, arbitrary: wellFormed },
  { weight: 5, arbitrary: spoilt },
  { weight: 2, arbitrary: raw },
)
