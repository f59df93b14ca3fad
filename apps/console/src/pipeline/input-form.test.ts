import { expect, test } from 'vitest'
import { bytesOf, encodingOf, formatOf } from './input-form.ts'

test('a file is what its name says, also compressed', () => {
  expect(
    ['a.CSV', 'b.jsonl', 'c.d.yml', 'e.csv.gz', 'a.tsv', 'a.ndjson.zst', 'f.gz', 'g', 'h.txt'].map(formatOf),
  ).toEqual(['csv', 'ndjson', 'yaml', 'csv', 'csv', 'ndjson', undefined, undefined, undefined])
  expect(['e.csv.gz', 'f.json.zst', 'g.br', 'h.csv', 'toString'].map(encodingOf)).toEqual([
    'gzip',
    'zstd',
    'br',
    undefined,
    undefined,
  ])
})

test('what is binary is pasted as base64', () => {
  expect(bytesOf('{"a":1}', 'json')).toBe('{"a":1}')
  expect(bytesOf(' gaFhAQ==\n', 'msgpack')).toEqual(new Uint8Array([0x81, 0xa1, 0x61, 0x01]))
  expect(() => bytesOf('no base64!', 'cbor')).toThrow()
})
