import { Fault } from '../record/fault.ts'
import { jsonValue } from '../decode/json-value.ts'

/** Of a text that is a result; of any other, its values and characters. */
export const maxResultChars = 1_000_000

/** A result of CEL as JSON carries it: whole numbers become numbers (beyond 2^53 strings), timestamps ISO 8601; or a Fault. */
export function expressionValue(value: unknown): unknown {
  if (typeof value === 'string') {
    // Before anything reads it: a doubled string is only a plan of a string until then.
    return value.length <= maxResultChars
      ? value
      : new Fault('expression-failed', `The result has more than ${maxResultChars} characters`)
  }
  if (typeof value === 'boolean') return value
  try {
    return jsonValue(unwrap(value), { values: maxResultChars })
  } catch (error) {
    return new Fault('expression-failed', (error as Error).message)
  }
}

/** CEL's unsigned numbers are objects around a bigint, of a class the library does not export. */
function unwrap(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const inner: unknown = Object.getPrototypeOf(value) === null ? value : value.valueOf()
  return typeof inner === 'bigint' ? inner : value
}
