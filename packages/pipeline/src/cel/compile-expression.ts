import type { ASTNode, ParseResult } from '@marcbachmann/cel-js'
import { Fault } from '../record/fault.ts'
import { RecipeError } from '../recipe-error.ts'
import type { Row } from '../record/row.ts'
import { checkCost } from './check-cost.ts'
import { environment } from './environment.ts'
import { ExpressionScope } from './expression-scope.ts'

const maxChars = 2000

export interface Expression {
  /** The type CEL infers, `dyn` when it depends on the record. */
  type: string
  /** Parsed and checked. */
  ast: ASTNode
  /** The value as CEL has it, or the Fault that says why there is none. */
  evaluate(row: Row): unknown
}

/** Parses and checks an expression once. Throws RecipeError. */
export function compileExpression(text: string, path: string): Expression {
  if (text.length > maxChars) throw new RecipeError(path, `The expression is longer than ${maxChars} characters`)
  const program = parse(text, path)
  checkCost(program.ast, path)
  const checked = program.check()
  if (!checked.valid) throw new RecipeError(path, summaryOf(checked.error), { cause: checked.error })
  const scope = new ExpressionScope()
  return {
    type: checked.type ?? 'dyn',
    ast: program.ast,
    evaluate(row) {
      scope.row = row
      try {
        return program(scope) as unknown
      } catch (error) {
        return new Fault('expression-failed', summaryOf(error))
      }
    },
  }
}

function parse(text: string, path: string): ParseResult {
  try {
    return environment.parse(text)
  } catch (error) {
    throw new RecipeError(path, summaryOf(error), { cause: error })
  }
}

/** Errors of the library carry a summary beside a message of several lines with the source in it. */
function summaryOf(error: unknown): string {
  const { summary, message } = error as { summary?: string; message?: string }
  return (summary ?? message ?? String(error)).slice(0, 300)
}
