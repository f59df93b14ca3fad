import { ProblemError, type Recipe, type Step } from '@syndicate/contracts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compilePipeline } from './compile-pipeline.ts'
import { fuseSteps } from './fuse/fuse-steps.ts'
import type { Pipeline } from './record-engine.ts'
import { RecipeError } from './recipe-error.ts'
import { chainSteps } from './steps/chain-steps.ts'
import { openSlice } from './slice/open-slice.ts'
import { cutInput } from './testing/cut-input.ts'
import { fuzzInput, fuzzRecords, type FuzzInput } from './testing/fuzz-input.ts'
import { fuzzSchema, fuzzSteps } from './testing/fuzz-steps.ts'
import { fuzzRuns, fuzzTimeout } from './testing/fuzz-runs.ts'
import { plainRecipe } from './testing/plain-recipe.ts'
import { runInput } from './testing/run-input.ts'
import { testHost } from './testing/test-host.ts'

const limits = { sliceBytes: 40, maxRecordBytes: 100, maxDocumentBytes: 300 }

/** Every record is somewhere, and in one place only; an input that is refused as a whole has none. */
function balances(outcome: ReturnType<typeof outcomeOf>): boolean {
  if (!('counts' in outcome)) return true
  const { records, refused, counts } = outcome
  const positions = new Set(refused.map(({ position }) => position))
  return counts.in === records.length + refused.length + counts.filtered && positions.size === refused.length
}

/** What came of an input, or the problem it was refused for. Anything else that is thrown is a fault of ours. */
function outcomeOf({ format, bytes }: FuzzInput, recipe: { steps: Step[]; schema: unknown }) {
  try {
    return runInput(format, bytes, recipe, { limits })
  } catch (error) {
    if (error instanceof RecipeError) return { code: 'none', told: error.message }
    if (!(error instanceof ProblemError)) throw error
    return { code: error.code, told: error.message }
  }
}

test(
  'every record of any input is published, refused or filtered, and always the same way',
  { timeout: fuzzTimeout },
  () => {
    const property = fc.property(fuzzInput, fuzzSteps, fuzzSchema, (input, all, checked) => {
      const outcome = outcomeOf(input, { steps: all, schema: checked })
      expect(balances(outcome)).toBe(true)
      expect(outcomeOf(input, { steps: all, schema: checked })).toEqual(outcome)
    })
    fc.assert(property, fuzzRuns(200))
  },
)

test('what is sent as NDJSON is what is published, whatever the names and values', { timeout: fuzzTimeout }, () => {
  const property = fc.property(fuzzRecords, (records) => {
    const lines = records.map((record) => JSON.stringify(record))
    // Whole numbers that JSON readers do not agree on become text, on purpose.
    fc.pre(!lines.some((line) => /\d{16}/.test(line)))
    const { records: published, refused } = runInput('ndjson', lines.join('\n'))
    expect(refused).toEqual([])
    expect(published.map((record) => JSON.stringify(record))).toEqual(
      lines.map((line) => JSON.stringify(JSON.parse(line))),
    )
  })
  fc.assert(property, fuzzRuns(200))
})

test(
  'a slice taken apart anywhere and put together again is as if it had been transformed whole',
  { timeout: fuzzTimeout },
  () => {
    const property = fc.property(
      fuzzInput,
      fuzzSteps,
      fc.array(fc.nat(), { maxLength: 4 }),
      ({ format, bytes }, all, places) => {
        const recipe: Recipe = { ...plainRecipe, format, steps: all }
        const pipeline = compiled(recipe, fuseSteps)
        if (!pipeline) return
        for (const slice of slicesOf({ format, bytes }).filter((each) => openSlice(each).records > 0)) {
          const open = openSlice(slice)
          const cuts = [...new Set([0, ...places.map((place) => place % (open.records + 1)), open.records])].toSorted(
            (a, b) => a - b,
          )
          let grownBefore = 0
          const parts = cuts.slice(1).map((to, index) => {
            const part = pipeline.transform(open.part(cuts[index]!, to), { partOf: { bytes: 1, grownBefore } })
            grownBefore += part.grownChars
            return part
          })
          expect(open.join(parts)).toEqual(pipeline.transform(slice))
        }
      },
    )
    fc.assert(property, fuzzRuns(200))
  },
)

/** Undefined for steps that make no recipe. */
function compiled(recipe: Recipe, join: typeof fuseSteps): Pipeline | undefined {
  try {
    return compilePipeline(recipe, testHost, join)
  } catch (error) {
    if (error instanceof RecipeError) return undefined
    throw error
  }
}

test('fused steps give what steps one by one give, in every format', { timeout: fuzzTimeout }, () => {
  const property = fc.property(fuzzInput, fuzzSteps, fuzzSchema, ({ format, bytes }, steps, schema) => {
    const recipe: Recipe = { ...plainRecipe, format, steps, schema }
    const [fused, chained] = [compiled(recipe, fuseSteps), compiled(recipe, chainSteps)]
    for (const slice of slicesOf({ format, bytes })) expect(fused?.transform(slice)).toEqual(chained?.transform(slice))
  })
  fc.assert(property, fuzzRuns(200))
})

function slicesOf({ format, bytes }: FuzzInput): Uint8Array[] {
  try {
    return cutInput(format, bytes, { limits: { ...limits, sliceBytes: 200 } })
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return []
  }
}
