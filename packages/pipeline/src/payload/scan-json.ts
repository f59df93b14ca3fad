import { ProblemError } from '@syndicate/contracts'
import { isSpace } from '../cut/is-space.ts'
import {
  backslash,
  closeBrace,
  closeBracket,
  colon,
  comma,
  openBrace,
  openBracket,
  quote,
} from '../record/json-bytes.ts'

const plus = 43
const minus = 45
const dot = 46
const zero = 48
const letterA = 97
const letterE = 101
const letterF = 102
const letterU = 117

const words = ['true', 'false', 'null'].map((word) => new TextEncoder().encode(word))
/** What may stand behind a backslash, besides `u`. */
const escapes = new Set(new TextEncoder().encode('"\\/bfnrt'))

/** Where what is no white space begins, from `at` on; the end of the bytes when there is nothing more. */
export function skipSpace(bytes: Uint8Array, at: number): number {
  let i = at
  while (isSpace(bytes[i])) i++
  return i
}

/**
 * Where the JSON value that begins at `start` ends, by the whole grammar of RFC 8259. No value is made of it, and nesting
 * costs a byte a level, so that text from anybody is read at the price of its bytes.
 * @param bytes valid UTF-8
 * @param mostDepth how deep it may nest
 * @throws ProblemError malformed-body, with the byte
 */
export function endOfValue(bytes: Uint8Array, start: number, mostDepth: number): number {
  /** Of each open bracket the byte that closes it. */
  const closers = new Uint8Array(mostDepth)
  let depth = 0
  let i = start
  for (;;) {
    const byte = bytes[i]
    if (byte === openBrace || byte === openBracket) {
      if (depth === mostDepth) throw new ProblemError('malformed-body', 'It is nested too deeply')
      const closer = byte === openBrace ? closeBrace : closeBracket
      closers[depth++] = closer
      i = skipSpace(bytes, i + 1)
      if (bytes[i] !== closer) {
        if (closer === closeBrace) i = endOfName(bytes, i)
        continue
      }
    } else i = endOfScalar(bytes, i)
    for (;;) {
      if (depth === 0) return i
      const closer = closers[depth - 1]
      i = skipSpace(bytes, i)
      if (bytes[i] === comma) {
        i = skipSpace(bytes, i + 1)
        if (closer === closeBrace) i = endOfName(bytes, i)
        break
      }
      if (bytes[i] !== closer) throw unexpected(bytes, i)
      i++
      depth--
    }
  }
}

/** Where the value begins whose name is at `at`. */
export function endOfName(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== quote) throw unexpected(bytes, at)
  const end = skipSpace(bytes, endOfString(bytes, at))
  if (bytes[end] !== colon) throw unexpected(bytes, end)
  return skipSpace(bytes, end + 1)
}

/** @param at where its quote is */
export function endOfString(bytes: Uint8Array, at: number): number {
  let i = at + 1
  for (;;) {
    const byte = bytes[i]
    if (byte === quote) return i + 1
    if (byte === backslash) i = endOfEscape(bytes, i)
    else if (byte === undefined || byte < 32) throw unexpected(bytes, i)
    else i++
  }
}

function endOfEscape(bytes: Uint8Array, at: number): number {
  const byte = bytes[at + 1]
  if (byte !== letterU) {
    if (byte === undefined || !escapes.has(byte)) throw unexpected(bytes, at + 1)
    return at + 2
  }
  for (let i = at + 2; i < at + 6; i++) if (!isHexDigit(bytes[i])) throw unexpected(bytes, i)
  return at + 6
}

function endOfScalar(bytes: Uint8Array, at: number): number {
  const byte = bytes[at]
  if (byte === quote) return endOfString(bytes, at)
  if (byte === minus || isDigit(byte)) return endOfNumber(bytes, at)
  const word = words.find((each) => each.every((letter, n) => bytes[at + n] === letter))
  if (!word) throw unexpected(bytes, at)
  return at + word.length
}

function endOfNumber(bytes: Uint8Array, at: number): number {
  let i = bytes[at] === minus ? at + 1 : at
  i = bytes[i] === zero ? i + 1 : endOfDigits(bytes, i)
  if (bytes[i] === dot) i = endOfDigits(bytes, i + 1)
  if (lowered(bytes[i]) === letterE) {
    const isSigned = bytes[i + 1] === minus || bytes[i + 1] === plus
    i = endOfDigits(bytes, isSigned ? i + 2 : i + 1)
  }
  return i
}

function endOfDigits(bytes: Uint8Array, at: number): number {
  if (!isDigit(bytes[at])) throw unexpected(bytes, at)
  let i = at + 1
  while (isDigit(bytes[i])) i++
  return i
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= zero && byte <= zero + 9
}

function isHexDigit(byte: number | undefined): boolean {
  const letter = lowered(byte)
  return isDigit(byte) || (letter >= letterA && letter <= letterF)
}

/** A capital letter as a small one; what is none stays apart from all of them. */
function lowered(byte: number | undefined): number {
  return (byte ?? 0) | 32
}

export function unexpected(bytes: Uint8Array, at: number): ProblemError {
  const what = at < bytes.length ? `Not valid JSON at byte ${at}` : 'The JSON ends too early'
  return new ProblemError('malformed-body', what)
}
