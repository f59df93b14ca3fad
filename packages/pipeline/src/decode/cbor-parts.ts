import { finite, refuse } from './binary-value.ts'
import type { ByteReader } from './byte-reader.ts'

/** The kinds of CBOR values: the first three bits of a head. The other five are its `minor`. */
export const major = { unsigned: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5, tag: 6, simple: 7 } as const

/** Of a minor: an end comes behind what belongs to the value. */
const untilEnd = 31
const end = 0xff

/** The number that a head says, up to 2^64; a bigint where a double does not hold it. */
export function readArgument(reader: ByteReader, minor: number): number | bigint {
  if (minor < 24) return minor
  const { at, view } = reader
  reader.at += 1 << (minor - 24)
  switch (minor) {
    case 24:
      return view.getUint8(at)
    case 25:
      return view.getUint16(at)
    case 26:
      return view.getUint32(at)
    case 27: {
      const high = view.getUint32(at)
      return high < 0x20_0000 ? high * 2 ** 32 + view.getUint32(at + 4) : view.getBigUint64(at)
    }
    default:
      return refuse('It holds a CBOR head that is not in use')
  }
}

export function readWhole(reader: ByteReader): bigint {
  const head = reader.byte()
  if (head >> 5 > major.negative) return refuse('There is no whole number where its tag needs one')
  const said = BigInt(readArgument(reader, head & 31))
  return head >> 5 === major.unsigned ? said : -1n - said
}

/** @param minor of a head that says so: 25, 26 or 27 */
export function readFloat(reader: ByteReader, minor: number): number {
  const { at, view } = reader
  reader.at += 1 << (minor - 24)
  return finite(minor === 25 ? halfOf(view.getUint16(at)) : minor === 26 ? view.getFloat32(at) : view.getFloat64(at))
}

/** https://www.rfc-editor.org/rfc/rfc8949#name-half-precision */
function halfOf(bits: number): number {
  const exponent = (bits >> 10) & 31
  const mantissa = bits & 0x3ff
  const value = exponent === 0 ? mantissa * 2 ** -24 : (mantissa + 1024) * 2 ** (exponent - 25)
  const size = exponent < 31 ? value : mantissa === 0 ? Infinity : NaN
  return bits < 0x8000 ? size : -size
}

export function readText(reader: ByteReader, minor: number): string {
  if (minor !== untilEnd) return reader.text(Number(readArgument(reader, minor)))
  let text = ''
  // Each piece is UTF-8 by itself: no letter is cut through.
  while (!takesEnd(reader)) text += readText(reader, pieceOf(reader, major.text))
  return text
}

export function readBytes(reader: ByteReader, minor: number): Uint8Array {
  if (minor !== untilEnd) return reader.take(Number(readArgument(reader, minor)))
  const pieces: number[][] = []
  while (!takesEnd(reader)) pieces.push([...readBytes(reader, pieceOf(reader, major.bytes))])
  return Uint8Array.from(pieces.flat())
}

function pieceOf(reader: ByteReader, kind: number): number {
  const head = reader.byte()
  if (head >> 5 === kind && (head & 31) !== untilEnd) return head & 31
  return refuse('A string in pieces has a piece of another kind')
}

/** Calls back for each item of an array, or each name of a map. */
export function forEachItem(reader: ByteReader, minor: number, take: () => void): void {
  if (minor === untilEnd) while (!takesEnd(reader)) take()
  else for (let left = Number(readArgument(reader, minor)); left > 0; left--) take()
}

function takesEnd(reader: ByteReader): boolean {
  const isEnd = reader.view.getUint8(reader.at) === end
  if (isEnd) reader.at++
  return isEnd
}
