import type { CastType } from '@syndicate/contracts'
import { castTimestamp } from './cast-timestamp.ts'

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/**
 * What each cast takes; all else is undefined, which refuses the record.
 *
 * | to | from |
 * | --- | --- |
 * | number | numbers; strings that are a decimal number, spaces around it aside (not '', not hexadecimal) |
 * | integer | the same when whole and within ±(2^53 − 1) |
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
  boolean(value) {
    if (typeof value === 'boolean') return value
    const text = typeof value === 'string' ? value.trim().toLowerCase() : value
    if (text === 'true' || text === '1' || text === 1) return true
    return text === 'false' || text === '0' || text === 0 ? false : undefined
  },
  timestamp: castTimestamp,
  string: (value) => (typeof value === 'string' ? value : JSON.stringify(value)),
}

function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  if (!decimal.test(text)) return undefined
  const number = Number(text)
  return Number.isFinite(number) ? number : undefined
}
