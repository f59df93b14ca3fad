import { Fault } from '../record/fault.ts'
import { jsonValue } from '../decode/json-value.ts'

/** Of a text that is a result; of any other, its values and characters. */
export const maxResultChars = 1_000_000

/** A result of CEL as JSON carries it: whole numbers become numbers (beyond 2^53 strings), times ISO 8601; or a Fault. */
export function expressionValue(value: unknown): unknown {
  if (typeof value === 'string') {
    // Before anything reads it: a doubled string is only a plan of a string until then.
    return value.length <= maxResultChars
      ? value
      : new Fault('expression-failed', `The result has more than ${maxResultChars} characters`)
  }
  if (typeof value === 'boolean') return value
  try {
    return jsonValue(value, { values: maxResultChars })
  } catch (error) {
    return new Fault('expression-failed', (error as Error).message)
  }
}
