import { zstdCompressSync } from 'node:zlib'
import type { Frame, FrameKey } from '@syndicate/catalog'
import { createEngine } from '@syndicate/runs'
import { expect, test } from 'vitest'
import type { PageStart } from './page-cursor.ts'
import { readPage } from './read-page.ts'

const sizes = [3, 1, 4]
const frames: Frame[] = sizes.map((records, ordinal) => {
  const before = sizes.slice(0, ordinal).reduce((sum, size) => sum + size, 0)
  const text = Array.from({ length: records }, (_, index) => `{"n":${before + index}}\n`).join('')
  return { key: { version: 1, ordinal }, records, data: zstdCompressSync(text) }
})

const engine = createEngine('k')

async function* after(key: FrameKey | null): AsyncGenerator<Frame> {
  yield* frames.filter((frame) => frame.key.ordinal > (key?.ordinal ?? -1))
}

test.each([1, 2, 3, 4, 7, 8, 9])('pages of %i give every record once, in order', async (limit) => {
  const seen: number[] = []
  let start: PageStart | null = { version: 1, after: null, skip: 0 }
  while (start) {
    const page = await readPage(after(start.after), engine, start, limit)
    expect(page.lines.length).toBeLessThanOrEqual(limit)
    expect(page.lines.length).toBeGreaterThan(0)
    seen.push(...page.lines.map((line) => (JSON.parse(line) as { n: number }).n))
    start = page.next
  }
  expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
})

test('a dataset without records is one empty page', async () => {
  const page = await readPage(after({ version: 1, ordinal: 9 }), engine, { version: 1, after: null, skip: 0 }, 5)
  expect(page).toEqual({ lines: [], next: null })
})
