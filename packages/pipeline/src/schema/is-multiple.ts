import { decimalOf } from '@syndicate/contracts/decimal-number'

/** Whether one number is a multiple of another as both are written: 19.99 is one of 0.01, though dividing doubles says no. */
export function isMultiple(number: number, of: number): boolean {
  if (Number.isSafeInteger(number) && Number.isSafeInteger(of)) return number % of === 0
  const [a, b] = [decimalOf(String(number)), decimalOf(String(of))]
  if (!a || !b) return false
  const exponent = Math.min(a.exponent, b.exponent)
  const wholeOf = (digits: string, its: number) => BigInt(digits === '' ? 0 : digits) * 10n ** BigInt(its - exponent)
  return wholeOf(a.digits, a.exponent) % wholeOf(b.digits, b.exponent) === 0n
}
