import { gzipSync, zstdCompressSync } from 'node:zlib'
import { long } from './form.ts'
import { grownJson, repeated } from './grown-json.ts'

export interface GrownInput {
  what: string
  format: string
  encoding?: string
  /** Of about so many bytes, as they are sent. */
  make(bytes: number): Uint8Array | string
}

type Grown = Record<string, (bytes: number) => Uint8Array | string>

const ndjson: Grown = {
  ...Object.fromEntries(Object.entries(grownJson).map(([what, make]) => [what, (n: number) => `${make(n)}\n`])),
  'tiny lines that are none': (bytes) => 'x\n'.repeat(bytes / 2),
  'empty lines': (bytes) => '\n'.repeat(bytes),
  'NUL and broken UTF-8': (bytes) => Buffer.alloc(bytes, Buffer.of(0xff, 0, 0xc3, 0x0a)),
}

const csv: Grown = {
  'a wide header and short rows': (bytes) => `${header(bytes / 2, 6)}\n${'x\n'.repeat(bytes / 4)}`,
  'a header of few long names': (bytes) => `${header(bytes / 4, bytes / 16)}\n${'1,2,3,4\n'.repeat((bytes * 3) / 32)}`,
  'a header as wide as may be': (bytes) =>
    `${header(Math.min(bytes / 2, 6000), 6)}\n${`${','.repeat(900)}\n`.repeat(bytes / 2000)}`,
  'one name, often': (bytes) => `${'a,'.repeat(bytes / 4)}a\n${'1\n'.repeat(bytes / 4)}`,
  'rows that are too wide': (bytes) => `a\n${`${','.repeat(50)}\n`.repeat(bytes / 51)}`,
  'rows that are too long by one': (bytes) => `a,b\n${'1,2,3\n'.repeat(bytes / 6)}`,
  'delimiters alone': (bytes) => ','.repeat(bytes),
  'quotes alone': (bytes) => '"'.repeat(bytes),
  'a quote without end': (bytes) => `a\n"${'x\n'.repeat(bytes / 2)}`,
  'quotes in odd places': (bytes) => `a\n${'x"y\n'.repeat(bytes / 4)}`,
  'many small rows': (bytes) => `a\n${'1\n'.repeat(bytes / 2)}`,
}

const yaml: Grown = {
  'aliases of aliases': () =>
    `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghijk'.replace(
      /./g,
      (each) =>
        `${each}: &${each} [${Array(9)
          .fill(`*${String.fromCharCode(each.charCodeAt(0) - 1)}`)
          .join(',')}]\n`,
    )}`,
  'many anchors': (bytes) => repeated(bytes, (n) => `- &a${n} 1\n- *a${n}\n`),
  'one large anchor, often': (bytes) => `a: &a ${'x'.repeat(bytes / 2)}\n${repeated(bytes / 2, (n) => `b${n}: *a\n`)}`,
  merges: (bytes) => `a: &a {x: 1}\n${repeated(bytes, (n) => `b${n}: {<<: *a}\n`)}`,
  'merges of merges': (bytes) =>
    `a0: &a0 {x: 1}\n${repeated(bytes, (n) => `a${n + 1}: &a${n + 1} {<<: [*a${n}, *a${n}], y${n}: 1}\n`)}`,
  'many keys': (bytes) => repeated(bytes, (n) => `k${n}: 1\n`),
  'one key, often': (bytes) => 'k: 1\n'.repeat(bytes / 5),
  'deep flow': (bytes) => '['.repeat(bytes),
  'deep blocks': (bytes) => '- '.repeat(bytes / 2),
  'small nodes': (bytes) => `[${'{a},'.repeat(bytes / 4)}1]`,
  'many documents': (bytes) => '---\na\n'.repeat(bytes / 6),
  'keys that are lists': (bytes) => repeated(bytes, (n) => `? [${n}]\n: 1\n`),
  tags: (bytes) => repeated(bytes, (n) => `- !<tag:x,${n}> 1\n`),
  'a long text': (bytes) => `a: |\n${'  x\n'.repeat(bytes / 4)}`,
  comments: (bytes) => `${'#\n'.repeat(bytes / 2)}a: 1`,
  'quotes without end': (bytes) => `a: "${'\\x01'.repeat(bytes / 4)}`,
}

const all =
  (...bytes: number[]) =>
  (size: number) =>
    Buffer.alloc(size, Buffer.of(...bytes))
const begun = (start: number[], fill: number) => (size: number) =>
  Buffer.concat([Buffer.of(...start), Buffer.alloc(size - start.length, fill)])

const msgpack: Grown = {
  'nested lists': all(0x91),
  'nested maps': all(0x81, 0xa1, 0x61),
  'empty maps': all(0x80),
  'what nobody uses': all(0xc1),
  numbers: all(1),
  extensions: all(0xd4, 1, 0),
  'times that are none': all(0xc7, 12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
  'a list of four thousand million': begun([0xdd, 0xff, 0xff, 0xff, 0xff], 0x80),
  'a map of four thousand million': begun([0xdf, 0xff, 0xff, 0xff, 0xff], 0xa0),
  'a text of four thousand million': begun([0xdb, 0xff, 0xff, 0xff, 0xff], 0x61),
  'a long extension': begun([0xc9, 0, 0, 0xff, 0, 5], 0),
  'one long name': begun([0x81, 0xda, 0xff, 0], 0x61),
  'lists that say more than they have': all(0xdd, 0, 1, 0, 0),
}

const cbor: Grown = {
  'nested lists': all(0x81),
  'nested maps': all(0xa1, 0x61, 0x61),
  'nested tags': all(0xc6),
  'lists without end': all(0x9f),
  'texts without end': all(0x7f),
  'empty maps': all(0xa0),
  undefined: all(0xf7),
  breaks: all(0xff),
  'a list of more than there is': begun([0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 0xa0),
  'a map of more than there is': begun([0xbb, 0, 0, 0, 1, 0, 0, 0, 0], 0x60),
  'a large number': begun([0xa1, 0x61, 0x61, 0xc2, 0x59, 0xff, 0], 0xff),
  'one long name': begun([0xa1, 0x79, 0xff, 0], 0x61),
}

/** How many times their size packed inputs have at most, so that each takes a moment. */
const unfoldsTo = long ? 1000 : 64
/** What is read whole may have no more. */
const documentBytes = 1024 * 1024 - 16

/** What small inputs unfold to. */
const unfolding: Record<string, [format: string, text: string]> = {
  'one record, often': ['ndjson', '{"a":1}\n'],
  'lines that are no records': ['ndjson', 'x\n'],
  'a record that breaks off, often': ['ndjson', `{"a":"${'x'.repeat(1000)}\n`],
  'one long line': ['ndjson', 'x'],
  'empty records': ['json', '{},'],
  'rows of a wide table': ['csv', `${header(20_000, 6)}\n`],
  'rows that are too wide': ['csv', `${','.repeat(500)}\n`],
  'rows of which half are refused': ['csv', 'a,b\n,,\n'],
  'small documents': ['yaml', '---\na: 1\n'],
  'empty maps': ['msgpack', '\u0080'],
  'empty maps of CBOR': ['cbor', '\u00a0'],
  'no maps': ['cbor', '\u0001'],
}

/** A text that many times over has so many bytes, as what its format begins with and that text, packed. */
function folded({ format, text, encoding, size }: { format: string; text: string; encoding: string; size: number }) {
  const start = format === 'csv' ? 'a,b\n' : format === 'json' ? '[' : ''
  const whole = Buffer.concat([Buffer.from(start), Buffer.alloc(size, Buffer.from(text, 'latin1'))])
  return encoding === 'gzip' ? gzipSync(whole) : zstdCompressSync(whole)
}

function header(bytes: number, each: number): string {
  return repeated(bytes, (n) => String(n).padStart(each - 1, 'c'), ',')
}

const plain = Object.entries({ json: grownJson as Grown, ndjson, csv, yaml, msgpack, cbor, binary: cbor }).flatMap(
  ([format, kinds]) => Object.entries(kinds).map(([what, make]): GrownInput => ({ what, format, make })),
)

const packed = Object.entries(unfolding).flatMap(([what, [format, text]]) =>
  (['gzip', 'zstd'] as const).map((encoding): GrownInput => ({
    what: `${what}, in ${encoding}`,
    format,
    encoding,
    make(bytes) {
      let size = Math.min(bytes * unfoldsTo, format === 'yaml' ? documentBytes : Infinity)
      while (folded({ format, text, encoding, size }).length > bytes) size /= 2
      return folded({ format, text, encoding, size })
    },
  })),
)

/** Uploads of a few hundred bytes that each take long, so that together they keep everything busy for as long as they may. */
export const floods: Record<string, GrownInput[]> = {
  'large documents': flood(long ? 12 : 4, { format: 'yaml', text: '- {a: 1}\n', size: documentBytes }),
  'tiny records': flood(long ? 12 : 4, { format: 'msgpack', text: '\u0080', size: 4_000_000 }),
}

function flood(times: number, what: { format: string; text: string; size: number }): GrownInput[] {
  const body = folded({ ...what, encoding: 'zstd' })
  return Array.from({ length: times }, () => ({
    what: 'flood',
    format: what.format,
    encoding: 'zstd',
    make: () => body,
  }))
}

/** Every way that the inputs of every format grow. */
export const grownInputs: GrownInput[] = [...plain, ...packed]
