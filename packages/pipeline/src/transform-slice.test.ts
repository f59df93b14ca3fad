import type { Recipe } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { compilePipeline } from './compile-pipeline.ts'
import { runInput } from './testing/run-input.ts'
import { cutInput } from './testing/cut-input.ts'
import { plainRecipe } from './testing/plain-recipe.ts'
import { testHost } from './testing/test-host.ts'

const recipe: Recipe = { ...plainRecipe, format: 'csv' }
const limits = { maxRecordBytes: 8 << 20, sliceBytes: 64 << 20 }

test('what empty columns would grow to beyond all bounds is refused, the rest is kept and the books balance', () => {
  const columns = Array.from({ length: 4000 }, (_, n) => `column ${n} ${'with a long name '.repeat(10)}`)
  const rows = Array.from({ length: 100 }, (_, n) => `${n}${','.repeat(3999)}`)
  const { records, refused, counts } = runInput('csv', [columns.join(), ...rows, ''].join('\n'), {}, { limits })
  expect(counts.stored).toBeGreaterThan(30)
  expect(records).toHaveLength(counts.stored)
  expect(refused).toHaveLength(100 - counts.stored)
  expect(
    refused.every(({ code, position }, at) => code === 'record-too-large' && position === at + counts.stored),
  ).toBe(true)
  expect(refused[0]!.original.startsWith(`${counts.stored},,`)).toBe(true)
})

test('what was stored of a chunk before counts', () => {
  const { transform } = compilePipeline(recipe, testHost)
  const [slice] = cutInput('csv', 'a\nx\nyy\nz\n')
  const { counts, refused, storedChars } = transform(slice!, {
    storedBefore: 32 * 1024 * 1024 - 2 * '{"a":"x"}\n'.length,
  })
  expect(counts).toMatchObject({ in: 3, stored: 2 })
  expect(storedChars).toBe(20)
  expect(refused).toMatchObject([{ position: 1, code: 'record-too-large' }])
})

test('a record that grows too large by itself is refused', () => {
  const input = `a\n${'\u0001'.repeat(3 << 20)}\nx\n`
  const { records, refused } = runInput('csv', input, {}, { limits })
  expect(records).toEqual([{ a: 'x' }])
  expect(refused).toMatchObject([{ position: 0, code: 'record-too-large' }])
})

test('a step that throws over a record costs that record', () => {
  const throwing = { ...testHost, keyedHash: (value: string) => (value.includes('b') ? fail() : value) }
  const { transform } = compilePipeline({ ...recipe, steps: [{ hash: ['a'] }] }, throwing)
  const { counts, refused } = transform(cutInput('csv', 'a\na\nb\nc\n')[0]!)
  expect(counts).toEqual({ in: 3, filtered: 0, stored: 2 })
  expect(refused).toMatchObject([
    { position: 1, code: 'record-crashed', reason: 'A step failed: no more hashes', original: 'b' },
  ])
})

test('it is told which record comes next', () => {
  const { transform } = compilePipeline(recipe, testHost)
  const told: number[] = []
  transform(cutInput('csv', 'a\nx\ny\n')[0]!, { onRecord: (index) => told.push(index) })
  expect(told).toEqual([0, 1])
})

test('and when it is none, but several at once', () => {
  const { transform } = compilePipeline(recipe, testHost)
  const lines = Array.from({ length: 3 }, () => `{"a":"${'x'.repeat(40_000)}"}\n`).join('')
  const told: number[] = []
  transform(cutInput('ndjson', lines)[0]!, { onRecord: (index) => told.push(index) })
  expect(told).toEqual([-1, 0, -1, 1, -1, 2])
})

function fail(): never {
  throw new Error('no more hashes')
}
