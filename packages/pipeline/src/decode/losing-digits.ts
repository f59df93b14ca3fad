import { exactNumber, leastLosingDigits as step } from '@syndicate/contracts/decimal-number'

const plus = 43
const minus = 45
const dot = 46
const zero = 48
const nine = 57
const letterE = 101
const half = step / 2
/** Ends of numbers near 0, where a double holds fewer digits, or none. */
const nearZero = /[eE]-\d{3,}[,}\]\s]/g

/**
 * Whether a number in this JSON may not be what a double makes of it. True for some texts within strings, too: then
 * somebody looks closer.
 */
export function losesDigits(text: string): boolean {
  return losesByLength(text) || losesNearZero(text)
}

/** The same of numbers with many digits. */
export function losesByLength(text: string): boolean {
  for (let at = manyDigitsAt(text); at >= 0;) {
    const end = endOfRun(text, at)
    if (losesIn(text, startOfRun(text, at), end)) return true
    at = manyDigitsAt(text, end)
  }
  return false
}

/**
 * Some place where so many digits stand in a row, and dots, that a double may not hold the number they make: every 16th character
 * of a text is enough to find it. -1 if there is none.
 */
export function manyDigitsAt(text: string, from = 0): number {
  for (let at = from + step - 1; at < text.length; at += step) {
    if (!mayBeInNumber(text.charCodeAt(at))) continue
    // So many in a row that they include this one reach half as far to one side, at least.
    if (!mayBeInNumber(text.charCodeAt(at - half)) && !mayBeInNumber(text.charCodeAt(at + half))) continue
    if (endOfRun(text, at) - startOfRun(text, at) >= step) return at
  }
  return -1
}

/** The same of numbers with an exponent far below 0, which all characters have to be looked at for. */
export function losesNearZero(text: string): boolean {
  nearZero.lastIndex = 0
  for (let found = nearZero.exec(text); found; found = nearZero.exec(text)) {
    const start = startOfRun(text, found.index)
    if (start < found.index && losesIn(text, start, found.index)) return true
  }
  return false
}

function startOfRun(text: string, at: number): number {
  let start = at
  while (isInNumber(text.charCodeAt(start - 1))) start--
  return start
}

function endOfRun(text: string, at: number): number {
  let end = at
  while (isInNumber(text.charCodeAt(end))) end++
  return end
}

/** @param start of digits and dots, which a sign may precede and an exponent follow */
function losesIn(text: string, start: number, end: number): boolean {
  const first = text.charCodeAt(start - 1) === minus ? start - 1 : start
  return startsNumber(text[first - 1]) && typeof exactNumber(text.slice(first, endOfExponent(text, end))) !== 'number'
}

/** Whether a number may stand behind this: it does not directly behind a quote, as texts of digits do. */
function startsNumber(before: string | undefined): boolean {
  return before === undefined || ':,[ \t\n\r'.includes(before)
}

function endOfExponent(text: string, at: number): number {
  if ((text.charCodeAt(at) | 32) !== letterE) return at
  const sign = text.charCodeAt(at + 1)
  let end = sign === minus || sign === plus ? at + 2 : at + 1
  while (isDigit(text.charCodeAt(end))) end++
  return end
}

/** The same in one comparison; true of a slash as well, and of what is not in the text. */
function mayBeInNumber(code: number): boolean {
  return (code - dot) >>> 0 <= nine - dot
}

function isInNumber(code: number): boolean {
  return code <= nine && (code >= zero || code === dot)
}

function isDigit(code: number): boolean {
  return code >= zero && code <= nine
}
