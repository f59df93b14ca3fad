import { compileCondition } from '../cel/compile-condition.ts'
import { writeExpression } from '../cel/write-expression.ts'
import { Fault } from '../record/fault.ts'
import type { CompiledStep } from './transformer.ts'

/** Keeps the records for which the expression is true. */
export function filter(text: string, path: string): CompiledStep {
  const { expression, holds } = compileCondition(text, path, 'A filter')
  return {
    transform(row) {
      const kept = holds(row)
      if (kept instanceof Fault) return kept
      return kept ? row : null
    },
    write(source) {
      source.add(`if (!${writeExpression(source, expression, 'verdict', holds)}) return null`)
    },
  }
}
