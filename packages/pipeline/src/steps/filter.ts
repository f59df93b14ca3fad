import { Fault } from '../record/fault.ts'
import { RecipeError } from '../recipe-error.ts'
import { shown } from '../record/shown.ts'
import { compileExpression } from '../cel/compile-expression.ts'
import { expressionValue } from '../cel/expression-value.ts'
import type { Transformer } from './transformer.ts'

/** Keeps the records for which the expression is true. */
export function filter(expression: string, path: string): Transformer {
  const { type, evaluate } = compileExpression(expression, path)
  if (type !== 'bool' && type !== 'dyn')
    throw new RecipeError(path, `A filter must be true or false, this is of type ${type}`)
  return (row) => {
    const keeps = evaluate(row)
    if (keeps === true) return row
    if (keeps === false) return null
    if (keeps instanceof Fault) return keeps
    return new Fault('expression-failed', `A filter must be true or false, this was ${shown(expressionValue(keeps))}`)
  }
}
