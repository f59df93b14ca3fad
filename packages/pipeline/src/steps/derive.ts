import { compileExpression } from '../cel/compile-expression.ts'
import { expressionValue } from '../cel/expression-value.ts'
import { writeExpression } from '../cel/write-expression.ts'
import { writeField } from '../fuse/source.ts'
import { Fault } from '../record/fault.ts'
import { holdsOrder, isOrdered, keepOrder, namesOf } from '../record/field-order.ts'
import { putLast } from '../record/put.ts'
import type { Row } from '../record/row.ts'
import type { CompiledStep } from './transformer.ts'

/** Sets fields to the values of expressions, in order, so each sees those before it. An existing field is replaced. */
export function derive(expressions: Record<string, string>, path: string): CompiledStep {
  const fields = Object.entries(expressions).map(([name, text]) => {
    const expression = compileExpression(text, `${path}.${name}`)
    /** The value, or why there is none. */
    function valueIn(row: Row): unknown {
      const result = expression.evaluate(row)
      const value = result instanceof Fault ? result : expressionValue(result)
      if (value instanceof Fault) return new Fault(value.code, `${name}: ${value.reason}`, name)
      if (holdsOrder(value) && !isOrdered(row)) keepOrder(row, namesOf(row))
      return value
    }
    return { name, expression, valueIn }
  })
  return {
    changes: Object.keys(expressions),
    transform(row) {
      for (const { name, valueIn } of fields) {
        const value = valueIn(row)
        if (value instanceof Fault) return value
        putLast(row, name, value)
      }
      return row
    },
    write(source) {
      for (const { name, expression, valueIn } of fields) {
        writeField(source, name, writeExpression(source, expression, 'value', valueIn))
      }
    },
  }
}
