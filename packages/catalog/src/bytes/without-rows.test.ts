import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { placesOf, rowsOf, withoutPlaces } from './without-rows.ts'

const linesOf = (numbers: number[], text = '') => numbers.map((n) => `${JSON.stringify({ n, text })}\n`).join('')
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n)

test.each([
  [[], [], []],
  [[2, 0], [], [0, 2]],
  [
    [5, 3, 9],
    [1, 3, 4],
    [2, 6],
  ],
  [[1], [1], []],
])('rows %j, of which %j are gone, are at %j', (marked, gone, places) => {
  expect([...placesOf(marked, gone)].toSorted((a, b) => a - b)).toEqual(places)
})

test('a place is that of its row, whatever is gone before it', () => {
  const gone = [0, 1, 4, 9]
  const left = upTo(12).filter((row) => !gone.includes(row))
  expect(rowsOf(upTo(left.length), gone)).toEqual(left)
  expect([...placesOf(left, gone)]).toEqual(upTo(left.length))
})

test.each([0, 1, 7, 100_000])(
  'lines are taken out wherever pieces end, with texts of %i characters',
  async (length) => {
    const all = upTo(length > 1000 ? 20 : 50_000)
    const text = 'é'.repeat(length / 2)
    const isDropped = (n: number) => n % 7 === 0 || (n > 10 && n < 15)
    // Several frames, as there are where a chunk was taken apart.
    const [first, second] = [all.slice(0, 9), all.slice(9)].map((some) => zstdCompressSync(linesOf(some, text)))
    const { data, records } = await withoutPlaces(Buffer.concat([first!, second!]), new Set(all.filter(isDropped)))
    const left = all.filter((n) => !isDropped(n))
    expect(records).toBe(left.length)
    expect(zstdDecompressSync(data).toString()).toBe(linesOf(left, text))
  },
)

test('damage is told, also where it is behind the last record', async () => {
  const frame = zstdCompressSync(linesOf([1, 2]))
  await expect(withoutPlaces(Buffer.concat([frame, Buffer.from('text')]), new Set([0]))).rejects.toThrow()
  await expect(withoutPlaces(frame.subarray(0, 9), new Set([0]))).rejects.toThrow()
})
