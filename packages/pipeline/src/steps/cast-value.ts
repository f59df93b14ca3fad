import type { CastType } from '@syndicate/contracts'
import {
  decimalOf,
  exactNumber,
  isWhole,
  leastLosingDigits,
  maxDecimalDigits,
  plainDecimal,
} from '@syndicate/contracts/decimal-number'
import { castTimestamp } from './cast-timestamp.ts'
import { jsonOf } from '../record/json-of.ts'
import { whyNoTime } from './why-no-time.ts'

/** What a double holds whatever its digits, when it is short. */
const plainNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)$/

/**
 * What each cast takes; all else is undefined, which refuses the record.
 *
 * | to | from |
 * | --- | --- |
 * | number | numbers; strings that are a decimal number, spaces around it aside (not '', not hexadecimal), which a double holds |
 * | integer | the same when whole and within ±(2^53 − 1) |
 * | decimal | numbers and such strings, of any size: text like `-12.5`, without an exponent, a plus or zeros that say nothing |
 * | bigint | the same when whole |
 * | boolean | true, false, 1, 0 and the strings 'true', 'false', '1', '0' in any case, spaces around them aside |
 * | timestamp | see `castTimestamp` |
 * | string | strings; numbers and booleans as JSON writes them; objects and lists as JSON |
 */
export const castValue: Record<CastType, (value: unknown) => unknown> = {
  number: toNumber,
  integer(value) {
    const number = toNumber(value)
    return Number.isSafeInteger(number) ? number : undefined
  },
  decimal: (value) => toDecimal(value),
  bigint(value) {
    const text = toDecimal(value)
    return text?.includes('.') ? undefined : text
  },
  boolean(value) {
    if (typeof value === 'boolean') return value
    const text = typeof value === 'string' ? value.trim().toLowerCase() : value
    if (text === 'true' || text === '1' || text === 1) return true
    return text === 'false' || text === '0' || text === 0 ? false : undefined
  },
  timestamp: castTimestamp,
  string: (value) => (typeof value === 'string' ? value : jsonOf(value)),
}

function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  if (text.length < leastLosingDigits && plainNumber.test(text)) return Number(text)
  const number = decimalOf(text) && exactNumber(text)
  return typeof number === 'number' ? number : undefined
}

/** Exact, whatever its size. */
function toDecimal(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text !== 'string') return undefined
  const decimal = decimalOf(text.trim())
  return decimal && plainDecimal(decimal)
}

/** What is wrong with a time, or what to do about a value that is one number and no other; '' when there is nothing to say. */
export function whyNot(type: CastType, value: unknown): string {
  if (type === 'timestamp')
    return typeof value === 'string' || typeof value === 'number' ? whyNoTime(String(value)) : ''
  const decimal = typeof value === 'string' ? decimalOf(value.trim()) : undefined
  if (!decimal) return ''
  if (type === 'number') return ', whose digits a number cannot hold; cast it to decimal'
  if (type === 'integer')
    return isWhole(decimal) ? ', which is beyond 2^53; cast it to bigint' : ', which has a fraction; cast it to number'
  if (type === 'bigint' && !isWhole(decimal)) return ', which has a fraction'
  return type === 'decimal' || type === 'bigint' ? `, which has more than ${maxDecimalDigits} digits` : ''
}
