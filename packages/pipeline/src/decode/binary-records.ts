import { Decoder } from '@msgpack/msgpack'
import { decode as decodeCbor, type TagDecoder } from 'cborg'
import { toBase64 } from './base64.ts'
import { Fault } from '../record/fault.ts'
import { jsonValue } from './json-value.ts'
import { recordOf, type Records } from './records.ts'

/**
 * Values are converted as `jsonValue` says; extension types and tags not known here refuse the record,
 * and so do CBOR strings in pieces, which cborg does not read.
 */
export function binaryRecords(body: Uint8Array, encoding: 'msgpack' | 'cbor'): Records {
  const values = splitValues(body)
  const decode = encoding === 'msgpack' ? msgpackDecoder() : cborDecoder
  function read(index: number): unknown {
    try {
      return jsonValue(decode(values[index]!))
    } catch (error) {
      return new Fault('malformed-record', (error as Error).message)
    }
  }
  return {
    has: (index) => index < values.length,
    read,
    original: (index) => ({ original: toBase64(values[index]!), encoding: 'base64', ...recordOf(read(index)) }),
  }
}

function splitValues(body: Uint8Array): Uint8Array[] {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  const values: Uint8Array[] = []
  for (let at = 0; at < body.length;) {
    const end = at + 4 + view.getUint32(at)
    values.push(body.subarray(at + 4, end))
    at = end
  }
  return values
}

function msgpackDecoder(): (bytes: Uint8Array) => unknown {
  const decoder = new Decoder({ useBigInt64: true })
  return (bytes) => decoder.decode(bytes)
}

/** Times, big numbers and the marks that only say what the value is. */
const tags: Record<number, TagDecoder> = {
  0: (content) => content(),
  1: (content) => new Date(Number(content()) * 1000),
  2: (content) => toBigInt(content()),
  3: (content) => -1n - toBigInt(content()),
  32: (content) => content(),
  55799: (content) => content(),
}

function cborDecoder(bytes: Uint8Array): unknown {
  return decodeCbor(bytes, { tags, coerceUndefinedToNull: true, rejectDuplicateMapKeys: false })
}

function toBigInt(bytes: unknown): bigint {
  if (!(bytes instanceof Uint8Array) || bytes.length > 128)
    throw new Error('A big number is not made of at most 128 bytes')
  return bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
}
