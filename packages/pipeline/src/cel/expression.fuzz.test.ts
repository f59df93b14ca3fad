import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Fault } from '../record/fault.ts'
import { RecipeError } from '../recipe-error.ts'
import { fuzzExpression } from '../testing/fuzz-expression.ts'
import { fuzzRuns, fuzzTimeout } from '../testing/fuzz-runs.ts'
import { compileExpression } from './compile-expression.ts'
import { expressionValue } from './expression-value.ts'

const text = fc.oneof({ weight: 4, arbitrary: fuzzExpression }, { weight: 1, arbitrary: fc.string({ maxLength: 40 }) })
const row = fc.dictionary(fc.constantFrom('a', 'b', 'constructor', 'x'), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 })

/** Its value as it would be stored, or the reason there is none. */
function valueOf(source: string, from: Record<string, unknown>): string {
  const { evaluate } = compileExpression(source, 'steps[0]')
  const result = evaluate(structuredClone(from))
  const value = result instanceof Fault ? result : expressionValue(result)
  return value instanceof Fault ? `${value.code}: ${value.reason}` : (JSON.stringify(value) ?? 'nothing')
}

test(
  'an expression is refused at once, or gives a value or a reason for every record, always the same',
  { timeout: fuzzTimeout },
  () => {
    let compiled = 0
    const property = fc.property(text, row, (source, from) => {
      let first: string
      try {
        first = valueOf(source, from)
      } catch (error) {
        if (!(error instanceof RecipeError)) throw error
        return
      }
      compiled += 1
      expect(first).not.toBe('nothing')
      expect(valueOf(source, from)).toBe(first)
    })
    fc.assert(property, fuzzRuns(1000))
    expect(compiled).toBeGreaterThan(100)
  },
)
