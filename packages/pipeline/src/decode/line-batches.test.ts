import { expect, test } from 'vitest'
import { lineBatches } from './line-batches.ts'

test.each([
  ['none', 0, 1],
  ['one', 1, 10],
  ['short ones', 30_000, 10],
  ['some as long as a batch', 5, 64 * 1024],
  ['longer ones', 5, 100_000],
])('%s: every line is in one batch, whole and in order', (_, count, chars) => {
  const text = Array.from({ length: count }, (_each, n) => `${String(n).padEnd(chars - 1, '.')}\n`).join('')
  const batches = [...lineBatches(new TextEncoder().encode(text))].map((bytes) => new TextDecoder().decode(bytes))
  expect(batches.join('')).toBe(text)
  expect(batches.every((batch) => batch.endsWith('\n'))).toBe(true)
})
