import { readSync } from 'node:fs'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { bytesOfRecord, type Input } from '../../inputs/input.ts'
import { linesOf } from '../../inputs/lines.ts'

/** A part of a file that begins and ends with a record. */
export interface FloorRange {
  file: string
  start: number
  end: number
}

const sliceBytes = 1 << 20
const zstd = { params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 } }

/**
 * The least a program must do to turn these bytes into validated, compressed records: what the input's pipeline does, by
 * hand, without a queue, a database or an account of anything. Records are all of one length, so it need not look for
 * their ends.
 * @param schema of a stored record
 * @returns a function that takes an open file with its range and returns how many records were valid
 */
export function createFloorLoop(input: Input, schema: object): (fd: number, range: FloorRange) => number {
  const ajv = new Ajv2020({ strict: false })
  formats.default(ajv)
  const valid = ajv.compile(schema)
  const recordBytes = bytesOfRecord(input)
  const bytes = Buffer.allocUnsafe(sliceBytes)

  function encode(whole: Buffer): Buffer {
    let encoded = ''
    input.read(whole, (record) => {
      encoded += `${JSON.stringify(input.transform(record))}\n`
    })
    return Buffer.from(encoded)
  }

  return (fd, range) => {
    let records = 0
    for (let at = range.start; at < range.end;) {
      const length = readSync(fd, bytes, 0, Math.min(sliceBytes, range.end - at), at)
      const whole = length - (length % recordBytes)
      const stored = zstdCompressSync(encode(bytes.subarray(0, whole)), zstd)
      for (const line of linesOf(zstdDecompressSync(stored).toString())) if (valid(JSON.parse(line))) records += 1
      at += whole
    }
    return records
  }
}
