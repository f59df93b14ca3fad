import { constants, zstdCompressSync } from 'node:zlib'
import { telemetryRecord } from '../inputs/telemetry-record.ts'

interface Telemetry {
  cpu: number
  level?: string
}

const zstd = { params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 } }

/** Bytes of NDJSON for `runBareLoop`, about as much as a slice holds. */
export function bareInput(records: number): Buffer {
  return Buffer.from(Array.from({ length: records }, (_, index) => `${telemetryRecord(index)}\n`).join(''))
}

/** What the telemetry pipeline cannot do without: parse, a field, stringify, compress. Nothing is checked. */
export function runBareLoop(bytes: Buffer): void {
  let text = ''
  for (const line of bytes.toString().slice(0, -1).split('\n')) {
    const record = JSON.parse(line) as Telemetry
    const { cpu } = record
    record.level = cpu >= 90 ? 'critical' : cpu >= 75 ? 'warn' : 'ok'
    text += `${JSON.stringify(record)}\n`
  }
  zstdCompressSync(Buffer.from(text), zstd)
}
