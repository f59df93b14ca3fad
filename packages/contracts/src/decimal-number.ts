/** A decimal number taken apart: `digits` × 10^`exponent`. No zeros around the digits; zero has none. */
export interface Decimal {
  negative: boolean
  digits: string
  exponent: number
}

const decimalText = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/
const zero = 48
/** Fewer digits than that come back from a double as they were, but where doubles grow sparse, near 0. */
export const leastLosingDigits = 16

/** Undefined when the text is no decimal number. */
export function decimalOf(text: string): Decimal | undefined {
  const parts = decimalText.exec(text)
  if (!parts) return undefined
  const [, sign, whole = '', fraction = '', exponent = '0'] = parts
  const all = whole + fraction
  if (all === '') return undefined
  // By hand: a pattern for zeros at the end takes quadratic time over zeros that are not.
  let start = 0
  let end = all.length
  while (start < end && all.charCodeAt(start) === zero) start++
  while (end > start && all.charCodeAt(end - 1) === zero) end--
  if (start === end) return { negative: false, digits: '', exponent: 0 }
  return {
    negative: sign === '-',
    digits: all.slice(start, end),
    exponent: Number(exponent) - fraction.length + all.length - end,
  }
}

/**
 * What a decimal text becomes: the number, when a double prints the same decimal value (`1.0`, `1e2` and `0.10` do, and -0
 * is 0); else the text itself, for its digits would be lost. Undefined when it is out of a double's range, or no number.
 */
export function exactNumber(text: string): number | string | undefined {
  const number = Number(text)
  if (!Number.isFinite(number)) return undefined
  const printed = String(number)
  if (printed === text) return number
  const said = decimalOf(text)
  if (!said) return undefined
  if (number === 0) return said.digits === '' ? number : undefined
  const held = decimalOf(printed)!
  return said.digits === held.digits && said.exponent === held.exponent ? number : text
}

/** The same of a whole number. */
export function exactWhole(value: bigint): number | string {
  if (value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER) return Number(value)
  const digits = String(value)
  return exactNumber(digits) ?? digits
}

/** Of a number written without its exponent, zeros included. */
export const maxDecimalDigits = 1000

export function isWhole({ exponent }: Decimal): boolean {
  return exponent >= 0
}

/** As digits alone, with a dot before a fraction; undefined when that takes more than `maxDecimalDigits`. */
export function plainDecimal({ negative, digits, exponent }: Decimal): string | undefined {
  if (digits === '') return '0'
  if (digits.length + Math.abs(exponent) > maxDecimalDigits) return undefined
  const whole = exponent >= 0 ? digits + '0'.repeat(exponent) : digits.slice(0, exponent)
  const fraction = exponent >= 0 ? '' : `.${digits.padStart(-exponent, '0').slice(exponent)}`
  return `${negative ? '-' : ''}${whole || '0'}${fraction}`
}
