import type { ASTNode } from '@marcbachmann/cel-js'
import { compilePattern } from '../schema/compile-pattern.ts'
import { RecipeError } from '../recipe-error.ts'
import { isLoop } from './compile-loop.ts'

const maxNestedLoops = 2

/**
 * Refuses what could take a record's size to a high power: loops in loops in loops, and regular expressions that come
 * from the record. The library bounds the size of the expression itself.
 * Throws RecipeError.
 */
export function checkCost(node: unknown, path: string, nested = 0): void {
  if (Array.isArray(node)) {
    for (const item of node) checkCost(item, path, nested)
    return
  }
  if (!isNode(node)) return
  if (node.op !== 'rcall') return checkCost(node.args, path, nested)
  const [method, receiver, args] = node.args
  if (method === 'matches') {
    const pattern = args[0]
    if (pattern?.op !== 'value' || typeof pattern.args !== 'string')
      throw new RecipeError(path, 'The pattern of matches() must be written out')
    compilePattern(pattern.args, path, 'RE2')
  }
  const within = isLoop(method) ? nested + 1 : nested
  if (within > maxNestedLoops) throw new RecipeError(path, `At most ${maxNestedLoops} loops may be nested`)
  checkCost(receiver, path, nested)
  checkCost(args, path, within)
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value
}
