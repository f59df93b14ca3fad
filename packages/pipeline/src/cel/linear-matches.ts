import { compilePattern, type Pattern } from '../schema/compile-pattern.ts'

const compiled = new Map<string, Pattern>()
const mostKept = 1000

/** `matches`, by RE2 as CEL promises. Patterns stand in the expression, so there are few of them. */
export function matchesLinearly(text: string, pattern: string): boolean {
  let known = compiled.get(pattern)
  if (!known) {
    if (compiled.size >= mostKept) compiled.clear()
    known = compilePattern(pattern, '', 'RE2')
    compiled.set(pattern, known)
  }
  return known.test(text)
}
