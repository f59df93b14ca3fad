import { compilePattern, type Pattern } from '../schema/compile-pattern.ts'

/** What `matches` becomes: the library's own would backtrack, where CEL promises RE2. */
export const linearMatches = 'matchesLinearly'

const compiled = new Map<string, Pattern>()
const mostKept = 1000

/** Patterns stand in the expression, so there are few of them. */
export function matchesLinearly(text: string, pattern: string): boolean {
  let known = compiled.get(pattern)
  if (!known) {
    if (compiled.size >= mostKept) compiled.clear()
    known = compilePattern(pattern, '', 'RE2')
    compiled.set(pattern, known)
  }
  return known.test(text)
}
