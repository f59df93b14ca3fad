import { decimalOf, isWhole } from '@syndicate/contracts/decimal-number'
import { castValue } from '../steps/cast-value.ts'
import { usualNumber, type NumberSigns } from '../steps/number-text.ts'
import type { Scalar } from './columns.ts'
import { namesCode, namesMoney } from './names.ts'
import { misfitsOf, type Asked, type Verdict } from './verdict.ts'

/** What no cast has trouble with, and is quickly seen. */
const plainWhole = /^-?(?:0|[1-9]\d{0,14})$/
const plainFraction = /^-?(?:0|[1-9]\d{0,9})\.\d{1,5}$/
/** Digits with zeros before them, as postal codes have: a number would lose those. */
const zerosFirst = /^\s*[+-]?0\d/
/** A number that is dialled: none else is written with a plus as a rule. */
const dialled = /^\s*\+\d[\d ]*$/
const longest = 8
/** Whole numbers are seldom written so, and codes of digits with an E among them are. */
const withE = /^\s*\d+[eE]\d+\s*$/
/** One dot and three digits behind it: a fraction, or thousands? */
const isEither = /^\s*[+-]?[1-9]\d{0,2}\.\d{3}\s*$/

interface NumberIn {
  value: number
  isWhole: boolean
  /** Whether a double holds it. */
  isExact: boolean
}

/** A number that a value is, as a cast would read it; undefined when it is none. */
export function numberIn(value: Scalar, signs: NumberSigns): NumberIn | undefined {
  if (typeof value === 'number') return { value, isWhole: Number.isInteger(value), isExact: true }
  if (typeof value !== 'string') return undefined
  const hasSigns = signs.decimal !== undefined || signs.thousands !== undefined
  if (plainWhole.test(value)) return { value: Number(value), isWhole: true, isExact: true }
  const hasPoint = signs.decimal === undefined && signs.thousands !== '.'
  if (hasPoint && plainFraction.test(value)) return { value: Number(value), isWhole: false, isExact: true }
  const text = hasSigns ? usualNumber(value, signs) : value.trim()
  const decimal = text === undefined ? undefined : decimalOf(text)
  if (!decimal || castValue.decimal(text) === undefined) return undefined
  const number = castValue.number(text) as number | undefined
  return {
    value: number ?? Number(text),
    // 5.00 is written by who has fractions as well.
    isWhole: isWhole(decimal) && !/[.eE]/.test(text!),
    isExact: number !== undefined,
  }
}

/** Numbers of some kind; undefined when they are none, text with a reason where a number would not be the same. */
export function numberVerdict(asked: Asked): Verdict | undefined {
  const { name, values, signs } = asked
  const seen = { isWhole: true, isSafe: true, isExact: true, minimum: Infinity, maximum: -Infinity }
  const misfits = misfitsOf(asked, (value) => {
    const number = numberIn(value, signs)
    if (!number) return false
    seen.isWhole &&= number.isWhole
    seen.isExact &&= number.isExact
    seen.isSafe &&= Number.isSafeInteger(number.value)
    seen.minimum = Math.min(seen.minimum, number.value)
    seen.maximum = Math.max(seen.maximum, number.value)
    return true
  })
  if (!misfits) return undefined
  if (asked.isAllText) {
    const why = whyCode(name, values)
    if (why) return { type: 'string', what: `digits ${why}`, misfits: new Map() }
  }
  const hasText =
    asked.isAllText || [...values.keys()].some((value) => typeof value === 'string' && !misfits.has(value))
  const cast = (type: 'integer' | 'number' | 'bigint' | 'decimal') => ({
    type,
    ...((hasText || type === 'bigint' || type === 'decimal') && { cast: type }),
  })
  const { minimum, maximum } = seen
  const bounds = { misfits, minimum, maximum }
  const range = minimum === maximum ? `, all ${minimum}` : ` from ${minimum} to ${maximum}`
  if (seen.isWhole && !(seen.isExact && seen.isSafe))
    return { misfits, ...cast('bigint'), ...wholeBounds(asked, misfits) }
  if (!seen.isExact)
    return { ...bounds, ...cast('decimal'), what: `numbers with more digits than a double holds${range}` }
  if (seen.isWhole && namesMoney(name))
    return {
      ...bounds,
      ...cast('number'),
      what: `numbers${range}`,
      note: 'whole so far, which its name does not promise',
    }
  const type = seen.isWhole ? 'integer' : 'number'
  const note = asked.isAllText && areEither(values, misfits) && 'if the dot stands between thousands, say thousands=.'
  return {
    ...bounds,
    ...cast(type),
    what: `${seen.isWhole ? 'whole numbers' : 'numbers'}${range}`,
    ...(note && { note }),
  }
}

/** The least and the greatest of numbers that no double holds. */
function wholeBounds({ values, signs }: Asked, misfits: Map<Scalar, number>) {
  let [minimum, maximum]: (bigint | undefined)[] = []
  for (const value of values.keys()) {
    if (misfits.has(value)) continue
    const text = castValue.bigint(usualNumber(String(value), signs) ?? String(value)) as string | undefined
    if (text === undefined) continue
    const whole = BigInt(text)
    if (minimum === undefined || whole < minimum) minimum = whole
    if (maximum === undefined || whole > maximum) maximum = whole
  }
  const bounds = { minimum: String(minimum), maximum: String(maximum) }
  const range = minimum === maximum ? `, all ${minimum}` : ` from ${minimum} to ${maximum}`
  return { ...bounds, what: `whole numbers beyond 2^53${range}` }
}

function areEither(values: Map<Scalar, number>, misfits: Map<Scalar, number>): boolean {
  return [...values.keys()].every((value) => misfits.has(value) || isEither.test(String(value)))
}

/** Why digits are no quantity. */
function whyCode(name: string, values: Map<Scalar, number>): string | undefined {
  let withPlus = 0
  for (const value of values.keys()) {
    if (typeof value !== 'string') continue
    if (zerosFirst.test(value)) return `with zeros in front, as ${value.trim()}, which stay text`
    if (!dialled.test(value)) continue
    withPlus++
    if (value.length >= longest || withPlus * 2 > values.size)
      return `that are dialled, as ${value.trim()}, which stay text`
  }
  const code = codeWithE([...values.keys()].map(String))
  if (code !== undefined) return `with an E among them as codes have it, as ${code.trim()}, which stay text`
  return namesCode(name) ? 'that its name calls a code, which stay text' : undefined
}

/** Who writes numbers with an exponent has a sign in it, or a dot before it, in one of them at least. */
function codeWithE(texts: string[]): string | undefined {
  return texts.some((text) => text.includes('.')) ? undefined : texts.find((text) => withE.test(text))
}
