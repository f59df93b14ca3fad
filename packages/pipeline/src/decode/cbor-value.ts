import { exactWhole } from '@syndicate/contracts/decimal-number'
import { put } from '../record/put.ts'
import type { Row } from '../record/row.ts'
import { toBase64 } from './base64.ts'
import { refuse, withNames, wrongName } from './binary-value.ts'
import type { ByteReader } from './byte-reader.ts'
import { forEachItem, major, readArgument, readBytes, readFloat, readText } from './cbor-parts.ts'
import { readTagged } from './cbor-tags.ts'

/** https://www.rfc-editor.org/rfc/rfc8949#name-self-described-cbor */
const selfDescribed = 55799

/**
 * Reads one CBOR value as JSON carries it: bytes as base64, strings in pieces as one, undefined as null, whole numbers as
 * names in digits, tags as `readTagged` says. Throws a Fault for what JSON cannot hold, other simple values and text that
 * is no UTF-8.
 */
export function cborValue(reader: ByteReader): unknown {
  const head = reader.byte()
  const minor = head & 31
  switch (head >> 5) {
    case major.unsigned:
      return wholeOf(readArgument(reader, minor))
    case major.negative:
      return negativeOf(readArgument(reader, minor))
    case major.bytes:
      return toBase64(readBytes(reader, minor))
    case major.text:
      return readText(reader, minor)
    case major.array:
      return readArray(reader, minor)
    case major.map:
      return readMap(reader, minor)
    case major.tag: {
      const tag = Number(readArgument(reader, minor))
      return tag === selfDescribed ? cborValue(reader) : readTagged(reader, tag)
    }
    default:
      return readSimple(reader, minor)
  }
}

function wholeOf(value: number | bigint): number | string {
  return typeof value === 'number' ? value : exactWhole(value)
}

function negativeOf(value: number | bigint): number | string {
  return typeof value === 'number' ? -1 - value : exactWhole(-1n - value)
}

function readArray(reader: ByteReader, minor: number): unknown[] {
  const list: unknown[] = []
  forEachItem(reader, minor, () => list.push(cborValue(reader)))
  return list
}

function readMap(reader: ByteReader, minor: number): Row {
  const record: Row = {}
  const names: string[] = []
  forEachItem(reader, minor, () => {
    const name = readName(reader)
    names.push(name)
    put(record, name, cborValue(reader))
  })
  return withNames(record, names)
}

function readName(reader: ByteReader): string {
  const kind = reader.view.getUint8(reader.at) >> 5
  if (kind === major.text || kind <= major.negative) return String(cborValue(reader))
  return wrongName()
}

function readSimple(reader: ByteReader, minor: number): unknown {
  switch (minor) {
    case 20:
      return false
    case 21:
      return true
    case 22:
    case 23:
      return null
    case 25:
    case 26:
    case 27:
      return readFloat(reader, minor)
    default:
      return refuse(`The simple value ${minor === 24 ? reader.byte() : minor} has no meaning in JSON`)
  }
}
