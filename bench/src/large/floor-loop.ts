import { readSync } from 'node:fs'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

/** A part of a file that begins and ends with a record. */
export interface FloorRange {
  file: string
  start: number
  end: number
}

interface Telemetry {
  cpu: number
  mem: number
  timestamp: string
  load?: number
  level?: string
}

const sliceBytes = 1 << 20
const zstd = { params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 } }

/**
 * The least a program must do to turn these bytes into validated, compressed records: what the `telemetry` pipeline does,
 * by hand, without a queue, a database or an account of anything.
 * @param schema of a stored record
 * @returns a function that takes an open file with its range and returns how many records were valid
 */
export function createFloorLoop(schema: object): (fd: number, range: FloorRange) => number {
  const ajv = new Ajv2020({ strict: false })
  formats.default(ajv)
  const valid = ajv.compile(schema)
  const bytes = Buffer.allocUnsafe(sliceBytes)

  return (fd, range) => {
    let records = 0
    for (let at = range.start; at < range.end;) {
      const length = readSync(fd, bytes, 0, Math.min(sliceBytes, range.end - at), at)
      const whole = bytes.lastIndexOf(10, length - 1) + 1
      const stored = zstdCompressSync(encode(bytes.toString('utf8', 0, whole)), zstd)
      for (const line of linesOf(zstdDecompressSync(stored).toString())) if (valid(JSON.parse(line))) records += 1
      at += whole
    }
    return records
  }
}

function encode(text: string): Buffer {
  let encoded = ''
  for (const line of linesOf(text)) encoded += `${JSON.stringify(transform(JSON.parse(line) as Telemetry))}\n`
  return Buffer.from(encoded)
}

function linesOf(text: string): string[] {
  return text.slice(0, -1).split('\n')
}

function transform(record: Telemetry): Telemetry {
  const cpu = Number(record.cpu)
  const mem = Number(record.mem)
  record.cpu = cpu
  record.mem = mem
  record.timestamp = new Date(record.timestamp).toISOString()
  record.load = (cpu + mem) / 2
  record.level = cpu >= 90 || mem >= 90 ? 'critical' : cpu >= 75 || mem >= 75 ? 'warn' : 'ok'
  return record
}
