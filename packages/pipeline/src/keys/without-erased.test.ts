import { expect, test } from 'vitest'
import { deletion } from './entry.ts'
import { withoutErased } from './without-erased.ts'

/** An entry of the key n. */
function entry(n: number, version: number, row: number, { ordinal = 0, content = 7 } = {}): number[] {
  return [n, 0, 0, 0, content, content, version, ordinal, row]
}

function bytesOf(...entries: number[][]): Uint8Array {
  const bytes = new Uint8Array(entries.length * 36)
  entries.flat().forEach((word, at) => new DataView(bytes.buffer).setUint32(at * 4, word))
  return bytes
}

const erasing = (...rows: string[]) => {
  const erased = new Set(rows)
  return (version: number, ordinal: number, row: number) => erased.has(`${version}.${ordinal}.${row}`)
}

test('a key of which nothing is left is gone wherever it was, and what an erased row took the place of stays replaced', () => {
  const segments = [
    bytesOf(entry(1, 1, 0), entry(2, 1, 1), entry(3, 1, 2)),
    bytesOf(entry(1, 2, 0), entry(2, 2, 1, { ordinal: 4 })),
    bytesOf(entry(1, 3, deletion), entry(4, 3, deletion)),
  ]
  // Of 1 all there is, of 2 the last.
  expect(withoutErased(segments, erasing('1.0.0', '2.0.0', '2.4.1'))).toEqual([
    bytesOf(entry(2, 1, 1), entry(3, 1, 2)),
    bytesOf(entry(2, 2, deletion, { content: 0 })),
    bytesOf(entry(4, 3, deletion)),
  ])
})

test('a segment of which nothing changes is given back as it is', () => {
  const segments = [bytesOf(entry(1, 1, 0)), bytesOf(entry(2, 2, 0))]
  const left = withoutErased(segments, erasing('2.0.0'))
  expect(left[0]).toBe(segments[0])
  expect(left[1]).toHaveLength(0)
  expect(withoutErased(segments, erasing('3.0.0'))[1]).toBe(segments[1])
  expect(() => withoutErased([new Uint8Array(35)], erasing())).toThrow('Damaged entries')
})
