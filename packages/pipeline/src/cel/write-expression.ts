import { Fault } from '../record/fault.ts'
import type { Row } from '../record/row.ts'
import type { Source } from '../fuse/source.ts'
import type { Expression } from './compile-expression.ts'
import { maxResultChars } from './expression-value.ts'
import type { Term } from './term.ts'
import { createTranslator } from './translator.ts'

/**
 * Writes what gives an expression's value for the variable `row`, and returns from the function with a Fault where there
 * is none. The source is sure of itself: whatever it meets that it was not made for (a field of another type, an error,
 * a result beyond bounds) it leaves to the interpreter, which says what that means.
 * @param as `value`: what may be stored; `verdict`: true or false
 * @param interpret the same, by the interpreter
 * @returns the variable that holds it
 */
export function writeExpression(
  source: Source,
  expression: Expression,
  as: 'value' | 'verdict',
  interpret: (row: Row) => unknown,
): string {
  const result = source.fresh('result')
  const doubt = source.fresh('doubt')
  source.add(`let ${result}`)
  source.attempt(() => {
    source.add(`${doubt}: {`)
    const translator = createTranslator(source, doubt)
    const term = translator.translate(expression.ast)
    translator.assume(as === 'value' ? storable(term) : `typeof ${term.code} === "boolean"`)
    source.add(`${result} = ${term.code}`)
    source.add('}')
  })
  source.add(`if (${result} === undefined) {`)
  source.add(`${result} = ${source.bind(interpret)}(row)`)
  source.add(`if (${result} instanceof ${source.bind(Fault)}) return ${result}`)
  source.add('}')
  return result
}

/** Whether a value is one that `expressionValue` would give back as it is. */
function storable({ code, kind }: Term): string {
  const finite = `Number.isFinite(${code})`
  const short = `${code}.length <= ${maxResultChars}`
  switch (kind) {
    case 'double':
      return finite
    case 'string':
      return short
    case 'int':
    case 'bool':
    case 'null':
      return 'true'
    default:
      return `(typeof ${code} === "number" ? ${finite} : typeof ${code} === "string" ? ${short} : typeof ${code} === "boolean" || ${code} === null)`
  }
}
