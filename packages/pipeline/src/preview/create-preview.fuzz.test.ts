import { leftOutOf, ProblemError, type PipelinePreview, type Recipe } from '@syndicate/contracts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compilePipeline } from '../compile-pipeline.ts'
import { RecipeError } from '../recipe-error.ts'
import { decodeFrame } from '../store/decode-frame.ts'
import { cutInput } from '../testing/cut-input.ts'
import { fuzzInput, type FuzzInput } from '../testing/fuzz-input.ts'
import { fuzzRuns, fuzzTimeout } from '../testing/fuzz-runs.ts'
import { fuzzContract, fuzzSchema, fuzzSteps } from '../testing/fuzz-steps.ts'
import { plainRecipe } from '../testing/plain-recipe.ts'
import { runInput } from '../testing/run-input.ts'
import { testHost } from '../testing/test-host.ts'
import { createPreview, type PreviewOptions } from './create-preview.ts'

const limits = { sliceBytes: 40, maxRecordBytes: 100, maxDocumentBytes: 300 }
const engine = { read: (stored: Uint8Array) => decodeFrame(testHost, stored) }
const textBytes = (text: string) => new TextEncoder().encode(text)
const all = { records: 1000, bytes: 1e9 }

function previewOf(
  { format, bytes }: FuzzInput,
  recipe: Pick<Recipe, 'steps' | 'schema' | 'onNewField' | 'key' | 'onDuplicate'>,
  most = all,
  options: PreviewOptions & { sliceBytes?: number } = {},
) {
  const cutAs = { ...limits, sliceBytes: options.sliceBytes ?? limits.sliceBytes }
  const preview = createPreview(compilePipeline({ ...plainRecipe, format, ...recipe }, testHost), engine, most, {
    ...options,
    onDuplicate: recipe.onDuplicate,
  })
  for (const slice of cutInput(format, bytes, { limits: cutAs, isPlaced: true })) preview.take(slice)
  const json = preview.json({ format, reading: {}, complete: true })
  return { json, ...(JSON.parse(json) as PipelinePreview) }
}

/** Null for what is refused as a whole, or does not compile. */
function unlessRefused<T>(work: () => T): T | null {
  try {
    return work()
  } catch (error) {
    if (error instanceof RecipeError || error instanceof ProblemError) return null
    throw error
  }
}

test('a preview of any input tells of every record what a run makes of it', { timeout: fuzzTimeout }, () => {
  const rules = fc.oneof(
    fuzzSchema.map((schema) => ({ schema })),
    fuzzContract,
  )
  const property = fc.property(fuzzInput, fuzzSteps, rules, (input, steps, rest) => {
    const recipe = { steps, ...rest }
    const run = unlessRefused(() => runInput(input.format, input.bytes, recipe, { limits, isPlaced: true }))
    const preview = unlessRefused(() => previewOf(input, recipe))
    expect(preview === null).toBe(run === null)
    if (!preview || !run) return
    const { books, records, refused, filtered, leftOut, json } = preview
    expect(leftOut).toEqual(leftOutOf(run.fields.leftOut))
    expect(books).toEqual({
      in: run.counts.in,
      loaded: run.counts.stored,
      quarantined: run.refused.length,
      filtered: run.counts.filtered,
    })
    // To the digit and in the order of fields, which a parsed record does not tell.
    run.lines.forEach((line) => expect(json).toContain(`"after":${line}}`))
    expect(records.map(({ after }) => after)).toEqual(run.records)
    const shown = ({ position, line, byte, stage, code, reason, field }: (typeof refused)[number]) => ({
      position,
      line,
      byte,
      stage,
      code,
      reason,
      field,
    })
    expect(refused.map(shown)).toEqual(run.refused.toSorted((a, b) => a.position - b.position).map(shown))
    const positions = [...records, ...refused].map(({ position }) => position).concat(filtered)
    expect(positions.toSorted((a, b) => a - b)).toEqual([...Array(books.in).keys()])
  })
  fc.assert(property, fuzzRuns(300))
})

test(
  'what comes before the steps is what comes out without any, at the same positions',
  { timeout: fuzzTimeout },
  () => {
    const property = fc.property(fuzzInput, fuzzSteps, (input, steps) => {
      const preview = unlessRefused(() => previewOf(input, { steps }))
      if (!preview) return
      const plain = previewOf(input, { steps: [] })
      const read = new Map(plain.records.map(({ position, after }) => [position, after]))
      const told = [...preview.records, ...preview.refused].filter(({ position }) => read.has(position))
      expect(told.length).toBeGreaterThanOrEqual(preview.records.length)
      for (const { position, before } of told) expect(before).toEqual(read.get(position))
    })
    fc.assert(property, fuzzRuns(200))
  },
)

test('what is shown is as much as is asked for and has room, without a hole, and the books are of all', () => {
  const bytes = textBytes(Array.from({ length: 30 }, (_, n) => `{"n":${n},"long":"${'x'.repeat(50)}"}\n`).join(''))
  const steps = [{ filter: 'n % 3.0 != 1.0' }]
  const schema = { properties: { n: { not: { enum: [2, 5, 8, 11] } } } }
  const few = previewOf({ format: 'ndjson', bytes }, { steps, schema }, { records: 2, bytes: 1e6 })
  expect([few.records, few.refused, few.filtered].map((list) => list.length)).toEqual([2, 2, 2])
  expect(few).toMatchObject({
    filtered: [1, 4],
    truncated: false,
    books: { in: 30, loaded: 16, quarantined: 4, filtered: 10 },
  })
  const little = previewOf({ format: 'ndjson', bytes }, { steps, schema }, { records: 100, bytes: 1000 })
  expect(little.json.length).toBeLessThan(1300)
  expect(little).toMatchObject({ truncated: true, books: few.books })
  expect(little.records.map(({ position }) => position)).toEqual([0, 3, 6, 9, 12].slice(0, little.records.length))
})

test('when the time is up, what was read until then balances', () => {
  const line = (n: number) => (n % 4 === 3 ? `"${'x'.repeat(200)}"` : `{"n":${n}}`)
  const bytes = textBytes(`[${Array.from({ length: 40 }, (_, n) => line(n)).join(',\n')}]`)
  for (let asked = 0; asked < 12; asked++) {
    let left = asked
    const { books, records, refused } = previewOf({ format: 'json', bytes }, { steps: [] }, all, {
      sliceBytes: 1e6,
      isOver: () => left-- <= 0,
    })
    expect(books.loaded).toBe(asked)
    // The first ones, whatever became of them: those that were refused while cutting as well.
    const positions = [...records, ...refused].map(({ position }) => position)
    expect(positions.toSorted((a, b) => a - b)).toEqual([...Array(books.in).keys()])
  }
})

test.each([
  ['last', [true, undefined, true, undefined], { loaded: 2, quarantined: 1, duplicate: 2 }],
  ['first', [undefined, true, undefined, true], { loaded: 2, quarantined: 1, duplicate: 2 }],
  ['refuse', [undefined, true, undefined, true], { loaded: 2, quarantined: 3, duplicate: 0 }],
] as const)(
  'of rows with the same key in a sample, those that do not count are told (%s)',
  (onDuplicate, told, books) => {
    const bytes = textBytes('{"id":1,"n":1}\n{"id":1,"n":2}\n{"no":1}\n{"id":2,"n":1}\n{"id":2,"n":2}\n')
    const keyed = previewOf({ format: 'ndjson', bytes }, { steps: [], key: ['id'], onDuplicate })
    expect(keyed.records.map(({ duplicate }) => duplicate)).toEqual(told)
    expect(keyed.books).toEqual({ in: 5, filtered: 0, ...books })
    expect(keyed.refused).toMatchObject([{ position: 2, code: 'key-missing', field: 'id', before: { no: 1 } }])
  },
)
