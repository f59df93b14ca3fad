import { booksBalance, type ProblemError, type Recipe } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { compilePipeline } from './compile-pipeline.ts'
import { namesBytes } from './record/field-names.ts'
import { runInput } from './testing/run-input.ts'
import { cutInput } from './testing/cut-input.ts'
import { plainRecipe } from './testing/plain-recipe.ts'
import { testHost } from './testing/test-host.ts'

const recipe: Recipe = { ...plainRecipe, format: 'csv' }
const limits = { maxRecordBytes: 8 << 20, sliceBytes: 64 << 20 }

/** Rows of commas under as many names as may be: a hundred bytes become sixty kilobytes. */
function emptyRows(count: number): string {
  const columns = Array.from({ length: 100 }, (_, n) => `${n}${'x'.repeat(600)}`)
  return [columns.join(), ...Array.from({ length: count }, () => ','.repeat(99)), ''].join('\n')
}

test('what names would make of empty rows beyond all bounds ends it, with what was read by then', () => {
  const error = thrownBy(() => runInput('csv', emptyRows(1000), {}, { limits }))
  expect(error).toMatchObject({
    code: 'grown-too-large',
    message: expect.stringMatching(/^The records take more than 4\.9 MiB .* of \d+ bytes of input: send shorter names/),
    counts: { in: 85, loaded: 85, quarantined: 0, duplicate: 0, filtered: 0 },
  })
})

test('some growth is always allowed, and how much more is for the operator to say', () => {
  expect(runInput('csv', emptyRows(60), {}, { limits }).counts.stored).toBe(60)
  const { transform } = compilePipeline(recipe, testHost)
  const [slice] = cutInput('csv', emptyRows(400))
  expect(thrownBy(() => transform(slice!, { maxGrowth: 2 }))).toMatchObject({ counts: { in: 69 } })
  expect(transform(slice!, { maxGrowth: 300 }).counts.stored).toBe(400)
})

test('refused records count as they came, with the reasons', () => {
  const error = thrownBy(() => runInput('ndjson', '1\n'.repeat(40_000)))
  expect(error).toMatchObject({
    code: 'grown-too-large',
    message: expect.stringMatching(
      /^(3\d{4}) of \1 records were refused, and with their originals and reasons they take/,
    ),
  })
  expect(booksBalance((error as ProblemError).counts!)).toBe(true)
  expect(runInput('ndjson', '1\n'.repeat(30_000)).refused).toHaveLength(30_000)
})

test('what came of the parts before counts', () => {
  const { transform } = compilePipeline(recipe, testHost)
  const [slice] = cutInput('csv', 'a\nx\nyy\nz\n')
  const room = 2 * '{"a":"x"}\n'.length
  const partOf = { bytes: slice!.length, grownBefore: 4 * 1024 * 1024 - room }
  expect(thrownBy(() => transform(slice!, { partOf }))).toMatchObject({ code: 'grown-too-large', counts: { in: 2 } })
  const [shorter] = cutInput('csv', 'a\nx\nz\n')
  expect(transform(shorter!, { partOf })).toMatchObject({ counts: { in: 2, stored: 2 }, grownChars: room })
})

test('a record may have as many names as the header of a CSV', () => {
  const namesOf = (bytes: number) => {
    const names = Array.from({ length: 5000 }, (_, n) => `c${n}`)
    return [...names, 'x'.repeat(bytes - namesBytes(names) - 1)]
  }
  const csv = (names: string[]) => `${names.join()}\n${names.map(() => '1').join()}\n`
  const ndjson = (names: string[]) => `${JSON.stringify(Object.fromEntries(names.map((name) => [name, 1])))}\n`
  const [most, more] = [namesOf(64 * 1024), namesOf(64 * 1024 + 1)]
  expect(runInput('csv', csv(most)).counts).toMatchObject({ in: 1, stored: 1 })
  expect(runInput('ndjson', ndjson(most)).counts).toMatchObject({ in: 1, stored: 1 })
  expect(thrownBy(() => runInput('csv', csv(more)))).toMatchObject({ code: 'malformed-input' })
  expect(runInput('ndjson', ndjson(more)).refused).toMatchObject([{ code: 'too-many-fields' }])
})

test('what is said of a record is short, whatever it holds', () => {
  const schema = { type: 'object', additionalProperties: { additionalProperties: { type: 'number' } } }
  const name = 'ä'.repeat(20_000)
  const { refused } = runInput('ndjson', `{"${name}":{"${name}":"x"}}\n`, { schema })
  expect(refused).toMatchObject([
    {
      code: 'schema-violation',
      reason: expect.stringMatching(/^"ä{79}…\/"ä{79}… must be number, but is "x": say \[number, string\]/),
    },
  ])
  expect(Buffer.byteLength(refused[0]!.reason)).toBeLessThanOrEqual(1000)
  expect(Buffer.byteLength(refused[0]!.field!)).toBeLessThanOrEqual(200)
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

function thrownBy(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

function fail(): never {
  throw new Error('no more hashes')
}
