import { Fault } from '../record/fault.ts'
import { recordEnds } from '../slice/record-ends.ts'
import { toBase64 } from './base64.ts'
import { ByteReader } from './byte-reader.ts'
import { cborValue } from './cbor-value.ts'
import { msgpackValue } from './msgpack-value.ts'
import { recordOf, type Records } from './records.ts'

/** Before each value there is its length. */
const lengthBytes = 4

export function binaryRecords(body: Uint8Array, encoding: 'msgpack' | 'cbor'): Records {
  const ends = recordEnds({ encoding }, body)
  const reader = new ByteReader(body)
  const start = (index: number) => (ends[index - 1] ?? 0) + lengthBytes
  const read = (index: number) => readBinary(reader, encoding, start(index), ends[index]!)
  return {
    has: (index) => index < ends.length,
    read,
    original: (index) => ({
      original: toBase64(body.subarray(start(index), ends[index])),
      encoding: 'base64',
      ...recordOf(read(index)),
    }),
  }
}

/** The value between `start` and `end`, as `msgpackValue` and `cborValue` read it; a Fault where JSON cannot hold it. */
export function readBinary(reader: ByteReader, encoding: 'msgpack' | 'cbor', start: number, end: number): unknown {
  reader.at = start
  try {
    const value = encoding === 'msgpack' ? msgpackValue(reader) : cborValue(reader)
    return reader.at === end ? value : new Fault('malformed-record', 'It goes on behind its value')
  } catch (error) {
    return error instanceof Fault ? error : new Fault('malformed-record', (error as Error).message)
  }
}
