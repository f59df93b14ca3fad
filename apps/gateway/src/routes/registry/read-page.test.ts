import { zstdCompressSync } from 'node:zlib'
import type { Frame, FrameKey } from '@syndicate/catalog'
import { expect, test } from 'vitest'
import type { PageStart } from './page-cursor.ts'
import { readPage, type Page, type Sieve } from './read-page.ts'

const sizes = [3, 1, 4]
const frames: Frame[] = sizes.map((records, ordinal) => {
  const before = sizes.slice(0, ordinal).reduce((sum, size) => sum + size, 0)
  return frameOf(
    ordinal,
    Array.from({ length: records }, (_, index) => ({ n: before + index })),
  )
})
const begin: PageStart = { version: 1, after: null, skip: 0 }

function frameOf(ordinal: number, records: object[]): Frame {
  const text = records.map((record) => `${JSON.stringify(record)}\n`).join('')
  return { key: { version: 1, ordinal }, records: records.length, data: zstdCompressSync(text) }
}

async function* after(key: FrameKey | null, all = frames): AsyncGenerator<Frame> {
  yield* all.filter((frame) => frame.key.ordinal > (key?.ordinal ?? -1))
}

const numbersOf = ({ lines }: Page) => lines.map((line) => (JSON.parse(line.toString()) as { n: number }).n)

test.each([1, 2, 3, 4, 7, 8, 9])('pages of %i give every record once, in order', async (records) => {
  const seen: number[] = []
  for (let start: PageStart | null = begin; start;) {
    const page: Page = await readPage(after(start.after), start, { records, bytes: Infinity })
    expect(page.lines.length).toBeLessThanOrEqual(records)
    expect(page.lines.length).toBeGreaterThan(0)
    seen.push(...numbersOf(page))
    start = page.nextAfter(page.lines.length)
  }
  expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
})

test.each([1, 2, 5])('a page of which %i records are taken goes on behind them', async (taken) => {
  const seen: number[] = []
  for (let start: PageStart | null = begin; start;) {
    const page: Page = await readPage(after(start.after), start, { records: 100, bytes: Infinity })
    const count = Math.min(taken, page.lines.length)
    seen.push(...numbersOf(page).slice(0, count))
    start = page.nextAfter(count)
  }
  expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
})

test('a page ends before it is too large, and a record that is too large is alone', async () => {
  const texts = [10, 10, 300_000, 10].map((length, n) => ({ n, text: 'x'.repeat(length) }))
  const all = [frameOf(0, texts.slice(0, 2)), frameOf(1, texts.slice(2))]
  const pages: number[][] = []
  for (let start: PageStart | null = begin; start;) {
    const page: Page = await readPage(after(start.after, all), start, { records: 100, bytes: 100 })
    pages.push(numbersOf(page))
    start = page.nextAfter(page.lines.length)
  }
  expect(pages).toEqual([[0, 1], [2], [3]])
})

test('a dataset without records is one empty page', async () => {
  const page = await readPage(after({ version: 1, ordinal: 9 }), begin, { records: 5, bytes: 100 })
  expect([page.lines, page.nextAfter(0)]).toEqual([[], null])
})

test('a frame that ends within a record is damaged', async () => {
  const cut: Frame = { key: { version: 1, ordinal: 0 }, records: 2, data: zstdCompressSync('{"n":1}\n{"n"') }
  await expect(readPage(after(null, [cut]), begin, { records: 5, bytes: 100 })).rejects.toThrow('Damaged frame')
})

test('a page ends before its records are of too many versions', async () => {
  const all = [1, 1, 2, 3].map((version, ordinal) => ({
    ...frameOf(ordinal, [{ n: ordinal }]),
    key: { version, ordinal },
  }))
  const pages: number[][] = []
  for (let start: PageStart | null = begin; start;) {
    const page: Page = await readPage(after(start.after, all), start, { records: 9, bytes: 1e6, versions: 2 })
    pages.push(numbersOf(page))
    start = page.nextAfter(page.lines.length)
  }
  expect(pages).toEqual([[0, 1, 2], [3]])
})

test.each([1, 2, 3])(
  'of pages with what a sieve wants, looking at %i at a time, no record is passed over',
  async (looked) => {
    const seen: number[] = []
    let isSpent = false
    let taken = 0
    const sieve: Sieve = {
      choose: async (lines) => {
        const numbers = lines
          .toString()
          .trim()
          .split('\n')
          .map((line) => (JSON.parse(line) as { n: number }).n)
        isSpent = numbers.length >= looked
        return { kept: new Set(numbers.flatMap((n, index) => (n % 2 === 1 ? [index] : []))), looked }
      },
      took: (lines) => void (taken += lines),
      isSpent: () => isSpent,
    }
    for (let start: PageStart | null = begin; start;) {
      const page: Page = await readPage(after(start.after), start, { records: 2, bytes: 1e6 }, sieve)
      seen.push(...numbersOf(page))
      start = page.nextAfter(page.lines.length)
    }
    expect(seen).toEqual([1, 3, 5, 7])
    // Each is counted on one page, also where one ends within a piece.
    expect(taken).toBe(8)
  },
)
