import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Fault } from '../record/fault.ts'
import { RecipeError } from '../recipe-error.ts'
import { fuzzRuns, fuzzTimeout } from '../testing/fuzz-runs.ts'
import { compileExpression } from './compile-expression.ts'
import { expressionValue } from './expression-value.ts'

const atom = fc.constantFrom(
  '1',
  '-1',
  '2u',
  '0.5',
  '1e400',
  '9223372036854775807',
  '""',
  '"x"',
  "b'x'",
  'true',
  'null',
  'a',
  'b',
  'record',
  'record["a"]',
  'record.a.b',
  '[]',
  '{}',
  '[1, "x", a]',
  '{"k": a}',
  'timestamp("2026-01-02T03:04:05Z")',
  'duration("1h")',
  'constructor',
  '__proto__',
)
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    atom,
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom('+', '-', '*', '/', '%', '==', '!=', '<', '>=', '&&', '||', 'in'),
        tie('expression'),
      )
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    tie('expression').map((each) => `!${each}`),
    tie('expression').map((each) => `-${each}`),
    fc
      .tuple(
        fc.constantFrom(
          'size',
          'string',
          'int',
          'double',
          'uint',
          'bool',
          'type',
          'bytes',
          'dyn',
          'timestamp',
          'duration',
        ),
        tie('expression'),
      )
      .map(([name, each]) => `${name}(${each})`),
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom(
          'startsWith("x")',
          'matches("(x+)+$")',
          'contains("")',
          'map(i, i)',
          'filter(i, i == 1)',
          'all(i, i != a)',
          'exists(i, i > 0)',
          'getFullYear()',
        ),
      )
      .map(([each, call]) => `${each}.${call}`),
    fc.tuple(tie('expression'), tie('expression')).map(([each, at]) => `${each}[${at}]`),
    fc.constantFrom('has(record.a)', 'has(a.b)'),
  ),
}))
const text = fc.oneof({ weight: 4, arbitrary: expression }, { weight: 1, arbitrary: fc.string({ maxLength: 40 }) })
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
