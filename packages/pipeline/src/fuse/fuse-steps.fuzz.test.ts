import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseJson } from '../decode/parse-json.ts'
import { Fault } from '../record/fault.ts'
import { jsonOf } from '../record/json-of.ts'
import type { Row } from '../record/row.ts'
import { compileSchema } from '../schema/compile-schema.ts'
import { chainSteps } from '../steps/chain-steps.ts'
import { Deletion } from '../steps/deletion.ts'
import type { Transformer } from '../steps/transformer.ts'
import { fuzzRow } from '../testing/fuzz-row.ts'
import { fuzzRuns, fuzzTimeout } from '../testing/fuzz-runs.ts'
import { compileContract } from '../fields/compile-contract.ts'
import { fuzzContract, fuzzDeleteWhen, fuzzSchema, fuzzSteps } from '../testing/fuzz-steps.ts'
import { tryCompileSteps } from '../testing/try-compile-steps.ts'
import { RecipeError } from '../recipe-error.ts'
import { fuseSteps } from './fuse-steps.ts'

const rows = fc.array(fuzzRow, { minLength: 20, maxLength: 20 })

/** What became of a record, to the last minus. */
function outcomeOf(transformer: Transformer, row: string): string {
  const record = parseJson(row)
  if (record instanceof Fault) return 'no record'
  try {
    const result = transformer(record as Row)
    if (result instanceof Fault) return `${result.code}: ${result.reason}`
    if (result instanceof Deletion) return `takes away ${jsonOf(result.row)}`
    const withMinus = JSON.stringify(result, (_, value) => (Object.is(value, -0) ? '-0' : value))
    return result === null ? 'filtered' : `${jsonOf(result)} ${withMinus}`
  } catch (error) {
    return `crashed: ${String(error)}`
  }
}

test('fused steps say of every record what the steps one by one say', { timeout: fuzzTimeout }, () => {
  let seen = 0
  let takenAway = 0
  const property = fc.property(fuzzSteps, fuzzDeleteWhen, fuzzSchema, rows, (steps, deletes, schema, texts) => {
    const all = tryCompileSteps(steps, deletes)
    if (!all) return
    const checked = schema === undefined ? undefined : compileSchema(schema)
    const [fused, chain] = [fuseSteps(all, checked), chainSteps(all, checked)]
    for (const text of texts) {
      const outcome = outcomeOf(chain, text)
      expect(outcomeOf(fused, text)).toBe(outcome)
      if (outcome.startsWith('takes away')) takenAway++
    }
    seen += texts.length
  })
  fc.assert(property, fuzzRuns(300))
  expect(seen).toBeGreaterThan(300)
  expect(takenAway).toBeGreaterThan(10)
})

test('a contract says of every record the same, fused and not', { timeout: fuzzTimeout }, () => {
  const property = fc.property(fuzzSteps, fuzzContract, rows, (steps, contract, texts) => {
    const all = tryCompileSteps(steps)
    const step = tryContract({ ...contract, steps })
    if (!all || !step) return
    const checked = compileSchema(contract.schema)
    const [fused, chain] = [fuseSteps([...all, step], checked), chainSteps([...all, step], checked)]
    for (const text of texts) expect(outcomeOf(fused, text)).toBe(outcomeOf(chain, text))
  })
  fc.assert(property, fuzzRuns(200))
})

function tryContract(recipe: Parameters<typeof compileContract>[0]) {
  try {
    return compileContract(recipe).step
  } catch (error) {
    if (error instanceof RecipeError) return undefined
    throw error
  }
}
