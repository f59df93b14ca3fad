import { Fault } from '../record/fault.ts'
import { shown } from '../record/shown.ts'
import type { Row } from '../record/row.ts'
import { RecipeError } from '../recipe-error.ts'
import { compileExpression, type Expression } from './compile-expression.ts'
import { expressionValue } from './expression-value.ts'

export interface Condition {
  expression: Expression
  /** Whether it is true of a record, or why nobody can tell. */
  holds(row: Row): boolean | Fault
}

/** An expression that is true or false. Throws RecipeError. @param what it is, for reasons */
export function compileCondition(text: string, path: string, what = 'A condition'): Condition {
  const expression = compileExpression(text, path)
  const { kind, evaluate } = expression
  if (kind !== 'bool' && kind !== 'dyn')
    throw new RecipeError(path, `${what} must be true or false, this is of type ${kind}`)
  return {
    expression,
    holds(row) {
      const result = evaluate(row)
      if (typeof result === 'boolean' || result instanceof Fault) return result
      const value = expressionValue(result)
      return value instanceof Fault
        ? value
        : new Fault('expression-failed', `${what} must be true or false, this was ${shown(value)}`)
    },
  }
}
