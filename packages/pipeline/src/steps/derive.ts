import { Fault } from '../record/fault.ts'
import { put } from '../record/put.ts'
import { compileExpression } from '../cel/compile-expression.ts'
import { expressionValue } from '../cel/expression-value.ts'
import type { Transformer } from './transformer.ts'

/** Sets fields to the values of expressions, in order, so each sees those before it. An existing field is replaced. */
export function derive(expressions: Record<string, string>, path: string): Transformer {
  const fields = Object.entries(expressions).map(([name, text]) => ({
    name,
    expression: compileExpression(text, `${path}.${name}`),
  }))
  return (row) => {
    for (const { name, expression } of fields) {
      const result = expression.evaluate(row)
      const value = result instanceof Fault ? result : expressionValue(result)
      if (value instanceof Fault) return new Fault(value.code, `${name}: ${value.reason}`)
      put(row, name, value)
    }
    return row
  }
}
