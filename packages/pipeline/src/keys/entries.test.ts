import { expect, test } from 'vitest'
import { testHost } from '../testing/test-host.ts'
import { digestOrder } from './digest-order.ts'
import { entriesBetween } from './entries-between.ts'
import { deletion, indexWords } from './entry.ts'
import { mergeSegments } from './merge-segments.ts'
import { openKeys } from './open-keys.ts'
import { settleKeys } from './settle-keys.ts'

/** An index entry whose digest is four words. */
function entry(digest: number[], version = 1, row = 0): number[] {
  return [...digest, 7, 7, version, 0, row]
}

function bytesOf(entries: number[][]): Uint8Array {
  const bytes = new Uint8Array(entries.length * indexWords * 4)
  entries.flat().forEach((word, at) => new DataView(bytes.buffer).setUint32(at * 4, word))
  return bytes
}

const most = 2 ** 32 - 1

test.each<[string, ...number[][]]>([
  ['far from each other', [most, 0, 0, 0], [0, 0, 0, 0], [most - 1, most, 0, 0], [1, 0, 0, 0]],
  ['of which the first are alike', [0, 0, 0, 2], [0, 0, 0, 1], [most, 0, 0, 0]],
  ['that differ in their last bits', [9, 9, 9, 2], [9, 9, 9, 1], [9, 9, 9, most], [9, 9, 8, most]],
  ['that differ where a number has no more bits', [most, 3, 0, 0], [most, 2, 0, 0], [0, 0, 0, 1], [most, 2, 0, 1]],
  ['of which some are the same', [5, 0, 0, 1], [5, 0, 0, 0], [5, 0, 0, 1], [5, 0, 0, 0]],
])('digests %s come in order, and those alike as they came', (_which, ...digests) => {
  const words = Uint32Array.from(digests.flatMap((digest) => entry(digest)))
  const expected = [...digests.keys()].toSorted((a, b) => {
    const differs = digests[a]!.findIndex((word, at) => word !== digests[b]![at])
    return differs < 0 ? a - b : digests[a]![differs]! - digests[b]![differs]!
  })
  expect([...digestOrder(words, indexWords, digests.length)]).toEqual(expected)
})

test('nothing has an order, too', () => {
  expect([...digestOrder(new Uint32Array(), indexWords, 0)]).toEqual([])
  expect(
    mergeSegments(
      [],
      () => true,
      () => true,
    ),
  ).toEqual(new Uint8Array())
})

test('a range begins with its first digest and ends before its last', () => {
  const entries = bytesOf([1, 2, 2, 5].map((word) => entry([word, 0, 0, 0])))
  const digest = (word: number) => bytesOf([[word, 0, 0, 0, 0, 0, 0, 0, 0]]).subarray(0, 16)
  const firsts = (from: number, to: number | null) => {
    const part = entriesBetween(entries, 36, digest(from), to === null ? null : digest(to))
    return Array.from({ length: part.length / 36 }, (_, at) => part[at * 36 + 3])
  }
  expect(firsts(0, null)).toEqual([1, 2, 2, 5])
  expect(firsts(2, 5)).toEqual([2, 2])
  expect(firsts(1, 2)).toEqual([1])
  expect(firsts(3, 5)).toEqual([])
  expect(firsts(5, null)).toEqual([5])
  expect(firsts(6, 2)).toEqual([])
})

test('merging leaves out what nobody keeps, and what is replaced for all', () => {
  const [one, other] = [
    [1, 0, 0, 0],
    [2, 0, 0, 0],
  ]
  const older = bytesOf([entry(one, 1, 10), entry(other, 2, 20)])
  const newer = bytesOf([entry(one, 3, deletion), entry(other, 4, 40)])
  const merged = (isKept: (version: number) => boolean, isInAll: (version: number) => boolean) =>
    mergeSegments([older, newer], isKept, isInAll)
  expect(
    merged(
      () => true,
      (version) => version < 4,
    ),
  ).toEqual(bytesOf([entry(one, 3, deletion), entry(other, 4, 40), entry(other, 2, 20)]))
  expect(
    merged(
      (version) => version !== 4,
      () => false,
    ),
  ).toEqual(bytesOf([entry(one, 3, deletion), entry(one, 1, 10), entry(other, 2, 20)]))
})

test('bytes that are no whole entries are damage', () => {
  expect(() =>
    mergeSegments(
      [new Uint8Array(35)],
      () => true,
      () => true,
    ),
  ).toThrow('Damaged entries')
})

function keysOf(key: string[], ...rows: object[]): Uint8Array {
  const keys = openKeys(key, testHost)
  for (const row of rows) expect(keys.row(row as Record<string, unknown>, JSON.stringify(row))).toBeNull()
  return keys.close()
}
const digestOf = (key: string[], row: object) => keysOf(key, row).subarray(0, 16)

test('keys are the same where their values are, as JSON has them', () => {
  expect(digestOf(['a'], { a: 1 })).toEqual(digestOf(['a'], { a: 1.0, b: 2 }))
  expect(digestOf(['a'], { a: 0 })).toEqual(digestOf(['a'], { a: -0 }))
  const rows = [
    { a: 1, b: 2 },
    { a: '1', b: 2 },
    { a: true, b: 2 },
    { a: 'true', b: 2 },
    { a: 2, b: 1 },
  ]
  rows.push({ a: '1,2', b: 2 }, { a: '1', b: 22 }, { a: '', b: 2 })
  expect(new Set(rows.map((row) => digestOf(['a', 'b'], row).join())).size).toBe(rows.length)
})

test('entries are as wide as they say, however many there are, and tell rows from deletions', () => {
  const keys = openKeys(['n'], testHost)
  for (let n = 0; n < 40_000; n++) {
    if (n % 2 === 0) keys.row({ n }, `{"n":${n}}`)
    else keys.deletion({ n })
  }
  const bytes = keys.close()
  expect(bytes).toHaveLength(40_000 * 32)
  const view = new DataView(bytes.buffer)
  const places = Array.from({ length: 40_000 }, (_, at) => [view.getUint32(at * 32 + 24), view.getUint32(at * 32 + 28)])
  expect(places.toSorted(([a], [b]) => a! - b!)).toEqual(places.map((_, n) => [n, n % 2 === 0 ? n / 2 : deletion]))
})

test.each<[object, string]>([
  [{}, 'is missing'],
  [{ constructor: null }, 'is null'],
  [{ constructor: {} }, 'is an object'],
  [{ constructor: [1] }, 'is a list'],
])('a record that is %j has no key', (row, why) => {
  const keys = openKeys(['constructor'], testHost)
  const fault = { code: 'key-missing', field: 'constructor', reason: `constructor ${why}, and it is part of the key` }
  expect(keys.row(row as Record<string, unknown>, '{}')).toMatchObject(fault)
  expect(keys.deletion(row as Record<string, unknown>)).toMatchObject(fault)
  expect(keys.close()).toHaveLength(0)
})

test('a deletion takes away what is live, and a row behind it is there', () => {
  const gone = openKeys(['id'], testHost)
  gone.deletion({ id: 1 })
  gone.deletion({ id: 2 })
  gone.row({ id: 2 }, '{"id":2}')
  const own = [{ ordinal: 0, entries: gone.close() }]
  const upsert = { isLive: () => true, onDuplicate: 'last', upserts: true } as const
  const first = settleKeys({
    ...upsert,
    own: [{ ordinal: 0, entries: keysOf(['id'], { id: 1 }) }],
    live: [],
    version: 1,
  })
  expect(first.counts).toEqual({ inserted: 1, updated: 0, deleted: 0, unchanged: 0, duplicate: 0 })
  const second = settleKeys({ ...upsert, own, live: [first.added], version: 2 })
  expect(second.counts).toEqual({ inserted: 1, updated: 0, deleted: 1, unchanged: 0, duplicate: 0 })
  expect(second.superseded).toEqual(new Map([[1, new Map([[0, [0]]])]]))
})
