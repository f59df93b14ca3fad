import type { Format } from '@syndicate/contracts'
import { encode as encodeMsgpack } from '@msgpack/msgpack'
import { encode as encodeCbor } from 'cborg'
import { describe, expect, test } from 'vitest'
import { openSlice } from '../slice/open-slice.ts'
import { cutInput } from '../testing/cut-input.ts'
import { runInput } from '../testing/run-input.ts'

const records = Array.from({ length: 12 }, (_, n) => ({ n, text: `é "quoted" \\ back,slash ${'x'.repeat(n)}` }))
const bytes = (text: string) => new TextEncoder().encode(text)
const concat = (parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]))
const oversize = { n: 'x'.repeat(400) }

const inputs: Record<string, { format: Format; input: Uint8Array; records: number; refused: number }> = {
  ndjson: { format: 'ndjson', input: bytes(`\uFEFF${jsonLines('\r\n\n \t\n')}`), records: 12, refused: 1 },
  'json array': {
    format: 'json',
    input: bytes(JSON.stringify([...records, oversize], null, 2)),
    records: 12,
    refused: 1,
  },
  'json lines': { format: 'json', input: bytes(jsonLines('\n')), records: 12, refused: 1 },
  'json objects': {
    format: 'json',
    input: bytes([...records, oversize].map((record) => JSON.stringify(record, null, 1)).join('')),
    records: 12,
    refused: 1,
  },
  csv: {
    format: 'csv',
    input: bytes(
      `\uFEFFn,text\r\n${[...records, { n: 12, text: oversize.n }].map(({ n, text }) => `${n},"${text.replaceAll('"', '""')}\n\r\n"`).join('\r\n')}`,
    ),
    records: 12,
    refused: 1,
  },
  yaml: {
    format: 'yaml',
    input: bytes(`\uFEFF${records.map(({ n }) => `---\nn: ${n}\ntext: é ${'x'.repeat(n)}\n`).join('')}`),
    records: 12,
    refused: 0,
  },
  'msgpack values': {
    format: 'msgpack',
    input: concat([...records, oversize].map((r) => encodeMsgpack(r))),
    records: 12,
    refused: 1,
  },
  'msgpack array': { format: 'binary', input: encodeMsgpack([...records, oversize]), records: 12, refused: 1 },
  'cbor values': {
    format: 'cbor',
    input: concat([...records, oversize].map((r) => encodeCbor(r))),
    records: 12,
    refused: 1,
  },
  'cbor array, marked': {
    format: 'binary',
    input: concat([Uint8Array.of(0xd9, 0xd9, 0xf7), encodeCbor([...records, oversize])]),
    records: 12,
    refused: 1,
  },
  'cbor array': { format: 'binary', input: encodeCbor([...records, oversize]), records: 12, refused: 1 },
  'cbor of unknown length': {
    format: 'cbor',
    input: concat([Uint8Array.of(0x9f), ...records.map((r) => encodeCbor(r)), Uint8Array.of(0xff)]),
    records: 12,
    refused: 0,
  },
}

function jsonLines(end: string): string {
  return [...records.slice(0, 6), oversize, ...records.slice(6)].map((record) => JSON.stringify(record)).join(end)
}

describe.each(Object.entries(inputs))('%s', (_, { format, input, ...expected }) => {
  const limits = { sliceBytes: 150, maxRecordBytes: 200 }

  test('every record is in one slice, and the books balance', () => {
    const { records: out, refused, counts } = runInput(format, input, {}, { limits })
    expect(counts).toEqual({ in: expected.records + expected.refused, filtered: 0, stored: expected.records })
    expect(out).toMatchObject(records.map(({ n }) => ({ n: format === 'csv' ? String(n) : n })))
    expect(refused.map(({ code }) => code)).toEqual(Array(expected.refused).fill('record-too-large'))
  })

  test('the slices are the same wherever the input is split', () => {
    const whole = cutInput(format, input, { limits })
    expect(whole.length).toBeGreaterThan(1)
    for (let pieceBytes = 1; pieceBytes < 60; pieceBytes++) {
      expect(cutInput(format, input, { limits, pieceBytes })).toEqual(whole)
    }
  })
})

const tiny: [Format, Uint8Array][] = [
  ['ndjson', bytes('{}\n'.repeat(1000))],
  ['json', bytes(`[${'{},'.repeat(999)}{}]`)],
  ['csv', bytes(`a\n${'\n'.repeat(999)}1\n`)],
  ['msgpack', new Uint8Array(1000).fill(0x80)],
  ['cbor', new Uint8Array(1000).fill(0xa0)],
]

test.each(tiny)('a slice of tiny records of %s ends at so many of them', (format, input) => {
  const slices = cutInput(format, input, { limits: { sliceBytes: 1600 } })
  expect(slices.map((slice) => openSlice(slice).records)).toEqual(Array(10).fill(100))
  expect(cutInput(format, input, { limits: { sliceBytes: 1600 }, pieceBytes: 7 })).toEqual(slices)
})

test.each<Format>(['json', 'ndjson', 'yaml', 'csv', 'binary', 'msgpack', 'cbor'])(
  'an empty %s input is told as such',
  (format) => {
    expect(() => cutInput(format, '')).toThrow(expect.objectContaining({ code: 'empty-input' }))
  },
)

test.each([
  ['json', '[]'],
  ['json', ' \n'],
  ['ndjson', '\n\r\n  \n'],
  ['csv', '\n\r\n'],
  ['yaml', '# nothing\n'],
] as [Format, string][])('%s without a record is empty: %j', (format, input) => {
  expect(() => cutInput(format, input)).toThrow(expect.objectContaining({ code: 'empty-input' }))
})
