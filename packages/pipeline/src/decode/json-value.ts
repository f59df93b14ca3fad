import { toBase64 } from './base64.ts'
import { CarriedValue } from '../record/carried-value.ts'
import { exactWhole } from '@syndicate/contracts/decimal-number'
import { maxDepth } from '../record/max-depth.ts'
import { inOrder, namesOf } from '../record/field-order.ts'
import { put } from '../record/put.ts'
import type { Row } from '../record/row.ts'

/**
 * A decoded value as JSON carries it:
 * bigints → numbers, or their digits as a string where a double does not hold them; bytes → base64; dates → ISO 8601; undefined → null;
 * a `__proto__` key → an ordinary field. What an expression made → as it is carried. What JSON has no word for (NaN, Infinity, other objects) is an error.
 * @param budget how many values and characters may still come, when aliases or loops can multiply them
 * Throws an Error that says what is wrong.
 */
export function jsonValue(value: unknown, budget?: { values: number }, depth = 0): unknown {
  if (depth > maxDepth) throw new Error(`Nested deeper than ${maxDepth} levels`)
  if (budget && (budget.values -= typeof value === 'string' ? value.length + 1 : 1) < 0) {
    throw new Error('It grows too large')
  }
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      if (!Number.isFinite(value)) throw new Error(`${value} is no number that JSON can carry`)
      return value
    case 'bigint':
      return exactWhole(value)
    case 'undefined':
      return null
    case 'object':
      return value === null ? null : jsonObject(value, budget, depth)
    default:
      throw new Error(`A ${typeof value} is no value that JSON can carry`)
  }
}

function jsonObject(value: object, budget: { values: number } | undefined, depth: number): unknown {
  if (Array.isArray(value)) return value.map((item) => jsonValue(item, budget, depth + 1))
  if (value instanceof Uint8Array) {
    if (budget && (budget.values -= (value.length * 4) / 3) < 0) throw new Error('It grows too large')
    return toBase64(value)
  }
  if (value instanceof Date) return isoTime(value)
  if (value instanceof CarriedValue) return jsonValue(value.carried(), budget, depth)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) throw new Error('It holds a value of an unknown kind')
  const record: Row = {}
  const names = namesOf(value)
  for (const name of names) {
    if (budget) budget.values -= name.length
    put(record, name, jsonValue((value as Row)[name], budget, depth + 1))
  }
  return inOrder(record, names)
}

function isoTime(date: Date): string {
  if (Number.isNaN(date.getTime())) throw new Error('It holds a time out of range')
  return date.toISOString()
}
