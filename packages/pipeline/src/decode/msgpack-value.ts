import { exactWhole } from '@syndicate/contracts/decimal-number'
import { put } from '../record/put.ts'
import type { Row } from '../record/row.ts'
import { finite, instant, refuse, withNames, wrongName } from './binary-value.ts'
import type { ByteReader } from './byte-reader.ts'

/**
 * Reads one MessagePack value as JSON carries it: bytes as base64, timestamps as ISO 8601 with all their digits, whole
 * numbers as names in digits. Throws a Fault for what JSON cannot hold, other extension types and text that is no UTF-8.
 */
export function msgpackValue(reader: ByteReader): unknown {
  const byte = reader.byte()
  if (byte < 0x80) return byte
  if (byte < 0x90) return readMap(reader, byte & 15)
  if (byte < 0xa0) return readArray(reader, byte & 15)
  if (byte < 0xc0) return reader.text(byte & 31)
  if (byte >= 0xe0) return byte - 0x100
  switch (byte) {
    case 0xc0:
      return null
    case 0xc2:
      return false
    case 0xc3:
      return true
    case 0xc4:
    case 0xc5:
    case 0xc6:
      return reader.base64(unsigned(reader, byte - 0xc4))
    case 0xc7:
    case 0xc8:
    case 0xc9:
      return readExtension(reader, unsigned(reader, byte - 0xc7))
    case 0xca:
      return finite(reader.view.getFloat32((reader.at += 4) - 4))
    case 0xcb:
      return finite(reader.view.getFloat64((reader.at += 8) - 8))
    case 0xcc:
    case 0xcd:
    case 0xce:
      return unsigned(reader, byte - 0xcc)
    case 0xcf:
      return unsigned64(reader)
    case 0xd0:
    case 0xd1:
    case 0xd2:
      return signed(reader, byte - 0xd0)
    case 0xd3:
      return exactWhole(reader.view.getBigInt64((reader.at += 8) - 8))
    case 0xd4:
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8:
      return readExtension(reader, 1 << (byte - 0xd4))
    case 0xd9:
    case 0xda:
    case 0xdb:
      return reader.text(unsigned(reader, byte - 0xd9))
    case 0xdc:
    case 0xdd:
      return readArray(reader, unsigned(reader, byte - 0xdb))
    case 0xde:
    case 0xdf:
      return readMap(reader, unsigned(reader, byte - 0xdd))
    default:
      return refuse(`0x${byte.toString(16)} starts no MessagePack value`)
  }
}

function readMap(reader: ByteReader, count: number): Row {
  const record: Row = {}
  const names: string[] = []
  for (let i = 0; i < count; i++) {
    const name = readName(reader)
    names.push(name)
    put(record, name, msgpackValue(reader))
  }
  return withNames(record, names)
}

function readArray(reader: ByteReader, count: number): unknown[] {
  const list: unknown[] = []
  for (let i = 0; i < count; i++) list.push(msgpackValue(reader))
  return list
}

function readName(reader: ByteReader): string {
  const byte = reader.view.getUint8(reader.at)
  const isText = (byte >= 0xa0 && byte < 0xc0) || (byte >= 0xd9 && byte <= 0xdb)
  const isWhole = byte < 0x80 || byte >= 0xe0 || (byte >= 0xcc && byte <= 0xd3)
  if (isText || isWhole) return String(msgpackValue(reader))
  return wrongName()
}

/** @param power of the width in bytes, to the base of 2 */
function unsigned(reader: ByteReader, power: number): number {
  const { at, view } = reader
  reader.at += 1 << power
  if (power === 0) return view.getUint8(at)
  return power === 1 ? view.getUint16(at) : view.getUint32(at)
}

function signed(reader: ByteReader, power: number): number {
  const { at, view } = reader
  reader.at += 1 << power
  if (power === 0) return view.getInt8(at)
  return power === 1 ? view.getInt16(at) : view.getInt32(at)
}

function unsigned64(reader: ByteReader): number | string {
  const { at, view } = reader
  reader.at += 8
  const high = view.getUint32(at)
  return high < 0x20_0000 ? high * 2 ** 32 + view.getUint32(at + 4) : exactWhole(view.getBigUint64(at))
}

const timestamp = -1

function readExtension(reader: ByteReader, bytes: number): string {
  const type = reader.view.getInt8(reader.at++)
  const { at, view } = reader
  reader.at += bytes
  if (type !== timestamp) return refuse(`Extension type ${type} is not known`)
  switch (bytes) {
    case 4:
      return instant(view.getUint32(at), 0)
    case 8: {
      const word = view.getUint32(at)
      return timeOf((word & 3) * 2 ** 32 + view.getUint32(at + 4), word >>> 2)
    }
    case 12:
      return timeOf(Number(view.getBigInt64(at + 4)), view.getUint32(at))
    default:
      return refuse(`A timestamp does not have ${bytes} bytes`)
  }
}

function timeOf(seconds: number, nanoseconds: number): string {
  return nanoseconds < 1e9 ? instant(seconds, nanoseconds) : refuse('A timestamp has more nanoseconds than a second')
}
