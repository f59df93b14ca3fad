import { compileExpression, type Expression } from '../cel/compile-expression.ts'
import { expressionValue } from '../cel/expression-value.ts'
import { writeExpression } from '../cel/write-expression.ts'
import { Fault } from '../record/fault.ts'
import { shown } from '../record/shown.ts'
import type { Row } from '../record/row.ts'
import { RecipeError } from '../recipe-error.ts'
import type { CompiledStep } from './transformer.ts'

/** Keeps the records for which the expression is true. */
export function filter(text: string, path: string): CompiledStep {
  const expression = compileExpression(text, path)
  const keeps = verdictOf(expression, path, 'A filter')
  return {
    transform(row) {
      const kept = keeps(row)
      if (kept instanceof Fault) return kept
      return kept ? row : null
    },
    write(source) {
      source.add(`if (!${writeExpression(source, expression, 'verdict', keeps)}) return null`)
    },
  }
}

/** What an expression that must be true or false says of a record. Throws RecipeError where it cannot be. @param what it is, for reasons */
export function verdictOf({ kind, evaluate }: Expression, path: string, what: string): (row: Row) => boolean | Fault {
  if (kind !== 'bool' && kind !== 'dyn')
    throw new RecipeError(path, `${what} must be true or false, this is of type ${kind}`)
  return (row) => {
    const result = evaluate(row)
    if (typeof result === 'boolean' || result instanceof Fault) return result
    const value = expressionValue(result)
    if (value instanceof Fault) return value
    return new Fault('expression-failed', `${what} must be true or false, this was ${shown(value)}`)
  }
}
