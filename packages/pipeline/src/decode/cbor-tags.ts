import { decimalOf, exactNumber, exactWhole, maxDecimalDigits, plainDecimal } from '@syndicate/contracts/decimal-number'
import { instant, refuse } from './binary-value.ts'
import type { ByteReader } from './byte-reader.ts'
import { forEachItem, major, readBytes, readFloat, readText, readWhole } from './cbor-parts.ts'

const maxBigBytes = 128
/** Of a power of 2: beyond, no number has few enough digits. */
const maxPower = 4n * BigInt(maxDecimalDigits)
const second = 10n ** 9n

/**
 * What is in a tag, as JSON carries it: times as ISO 8601 with all their digits, big numbers, decimal fractions and big
 * floats by their exact value, and tags that only say what kind of text it is as that text. Throws a Fault for other tags.
 * https://www.iana.org/assignments/cbor-tags
 */
export function readTagged(reader: ByteReader, tag: number): unknown {
  switch (tag) {
    case 1:
      return timeOf(readNanoseconds(reader))
    case 2:
    case 3:
      return exactWhole(readBig(reader, tag))
    case 4:
    case 5:
      return readScaled(reader, tag)
    case 0:
    case 32:
    case 33:
    case 34:
    case 35:
    case 36:
    case 1004:
      return readTextOf(reader, tag)
    case 1001:
      return timeOf(readExtendedTime(reader))
    default:
      return refuse(`Tag ${tag} is not known`)
  }
}

function readTextOf(reader: ByteReader, tag: number): string {
  const head = reader.byte()
  return head >> 5 === major.text ? readText(reader, head & 31) : refuse(`There is no text in tag ${tag}`)
}

/** @param tag 2, or 3 for a negative one */
function readBig(reader: ByteReader, tag: number): bigint {
  const head = reader.byte()
  const bytes = head >> 5 === major.bytes ? readBytes(reader, head & 31) : undefined
  if (!bytes || bytes.length > maxBigBytes) return refuse(`A big number is not made of at most ${maxBigBytes} bytes`)
  const value = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
  return tag === 2 ? value : -1n - value
}

/** A whole number times a power of 10 (tag 4) or of 2 (tag 5). */
function readScaled(reader: ByteReader, tag: number): number | string {
  if (reader.byte() !== 0x82) return refuse(`There is no list of exponent and mantissa in tag ${tag}`)
  const exponent = readWhole(reader)
  const mantissa = readMantissa(reader)
  const text = plainDecimal(decimalOf(tag === 4 ? `${mantissa}e${exponent}` : binaryAsDecimal(mantissa, exponent))!)
  if (text === undefined) return refuse(`A number has more than ${maxDecimalDigits} digits: send it as text`)
  return exactNumber(text) ?? refuse('A number is out of range: send it as text')
}

function readMantissa(reader: ByteReader): bigint {
  const head = reader.view.getUint8(reader.at)
  if (head >> 5 !== major.tag) return readWhole(reader)
  reader.at++
  const tag = head & 31
  return tag === 2 || tag === 3 ? readBig(reader, tag) : refuse('A mantissa is no whole number')
}

function binaryAsDecimal(mantissa: bigint, exponent: bigint): string {
  if (exponent > maxPower || exponent < -maxPower) return refuse('A number is out of range: send it as text')
  return exponent < 0n ? `${mantissa * 5n ** -exponent}e${exponent}` : String(mantissa * 2n ** exponent)
}

/** Seconds since 1970, whole or as a double, whose digits are what it prints. */
function readNanoseconds(reader: ByteReader): bigint {
  const head = reader.view.getUint8(reader.at)
  if (head >> 5 !== major.simple) return readWhole(reader) * second
  const minor = reader.byte() & 31
  if (minor < 25 || minor > 27) return refuse('There is no number in a time')
  const { digits, exponent, negative } = decimalOf(String(readFloat(reader, minor)))!
  if (exponent < -9) return refuse('A time is finer than a nanosecond: send it as text')
  return BigInt(`${negative ? '-' : ''}${digits || 0}`) * 10n ** BigInt(exponent + 9)
}

/** RFC 9581: seconds under 1, and milli-, micro- or nanoseconds under -3, -6 or -9. */
function readExtendedTime(reader: ByteReader): bigint {
  const head = reader.byte()
  if (head >> 5 !== major.map) return refuse('There is no map in an extended time')
  const parts = new Map<bigint, bigint>()
  forEachItem(reader, head & 31, () => {
    const key = readWhole(reader)
    if (parts.has(key)) return refuse(`An extended time has ${key} twice`)
    if (key === 1n) parts.set(key, readNanoseconds(reader))
    else if (key === -3n || key === -6n || key === -9n) parts.set(key, readWhole(reader) * 10n ** (9n + key))
    else refuse(`${key} is not known in an extended time`)
  })
  const base = parts.get(1n)
  if (base === undefined || parts.size > 2) return refuse('An extended time has no seconds, or two kinds of a fraction')
  return [...parts.values()].reduce((sum, part) => sum + part)
}

function timeOf(nanoseconds: bigint): string {
  const rest = ((nanoseconds % second) + second) % second
  return instant(Number((nanoseconds - rest) / second), Number(rest))
}
