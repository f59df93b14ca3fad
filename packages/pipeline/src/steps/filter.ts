import { compileExpression } from '../cel/compile-expression.ts'
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
  const { kind, evaluate } = expression
  if (kind !== 'bool' && kind !== 'dyn')
    throw new RecipeError(path, `A filter must be true or false, this is of type ${kind}`)

  function keeps(row: Row): boolean | Fault {
    const result = evaluate(row)
    if (typeof result === 'boolean' || result instanceof Fault) return result
    const value = expressionValue(result)
    return value instanceof Fault
      ? value
      : new Fault('expression-failed', `A filter must be true or false, this was ${shown(value)}`)
  }

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
