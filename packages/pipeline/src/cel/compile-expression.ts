import { Environment, type ASTNode } from '@marcbachmann/cel-js'
import { Fault } from '../record/fault.ts'
import { RecipeError } from '../recipe-error.ts'
import type { Row } from '../record/row.ts'
import { checkCost } from './check-cost.ts'
import { createCompiler } from './compile-node.ts'
import type { StaticKind } from './values.ts'

const maxChars = 2000
const limits = { maxAstNodes: 500, maxDepth: 32, maxListElements: 200, maxMapEntries: 100, maxCallArguments: 16 }
/** The library parses; what an expression means is said here. */
const parser = new Environment({ unlistedVariablesAreDyn: true, limits })

export interface Expression {
  /** The type it is of, `dyn` when that depends on the record. */
  kind: StaticKind
  /** Parsed and checked. */
  ast: ASTNode
  /** The value as CEL has it, or the Fault that says why there is none. */
  evaluate(row: Row): unknown
}

/** Parses and checks an expression once. Throws RecipeError. */
export function compileExpression(text: string, path: string): Expression {
  if (text.length > maxChars) throw new RecipeError(path, `The expression is longer than ${maxChars} characters`)
  const ast = parse(text, path)
  checkCost(ast, path)
  const { kind, evaluate } = createCompiler(path)(ast, [])
  return {
    kind,
    ast,
    evaluate(row) {
      try {
        return evaluate({ row, items: [] })
      } catch (error) {
        return new Fault('expression-failed', summaryOf(error))
      }
    },
  }
}

function parse(text: string, path: string): ASTNode {
  try {
    return parser.parse(text).ast
  } catch (error) {
    throw new RecipeError(path, summaryOf(error), { cause: error })
  }
}

/** Errors of the library carry a summary beside a message of several lines with the source in it. */
function summaryOf(error: unknown): string {
  const { summary, message } = error as { summary?: string; message?: string }
  return (summary ?? message ?? String(error)).slice(0, 300)
}
