import { decodeMulti, encode } from '@msgpack/msgpack'
import { hostOf, memory, percent, timestampOf } from './formula.ts'
import type { Input } from './input.ts'
import { linesOf, readJsonLines } from './lines.ts'
import { telemetryRecord } from './telemetry-record.ts'

interface Telemetry {
  cpu: number
  mem: number
  timestamp: string
  level?: string
}

/** What the pipeline `telemetry` does to a record. */
export function transformTelemetry(record: Telemetry): Telemetry {
  const cpu = Number(record.cpu)
  record.cpu = cpu
  record.mem = Number(record.mem)
  record.timestamp = new Date(record.timestamp).toISOString()
  record.level = cpu >= 90 ? 'critical' : cpu >= 75 ? 'warn' : 'ok'
  return record
}

/** 130 bytes a record. */
export const telemetry: Input = {
  name: 'telemetry',
  pipeline: 'telemetry',
  format: 'ndjson',
  header: '',
  record: (index) => `${telemetryRecord(index)}\n`,
  read: readJsonLines,
  transform: transformTelemetry,
}

/** The same records, whose numbers are text. */
export const csv: Input = {
  ...telemetry,
  name: 'csv',
  format: 'csv',
  header: 'cpu,mem,timestamp,host\n',
  record: (index) => `${percent(index * 2)},${memory(index * 2 + 1)},${timestampOf(index)},${hostOf(index)}\n`,
  read(bytes, visit) {
    for (const line of linesOf(bytes.toString())) {
      const [cpu, mem, timestamp, host] = line.split(',')
      visit({ cpu, mem, timestamp, host } as never)
    }
  },
}

/** The same records, whose numbers are doubles. By the library that the pipeline uses, too. */
export const msgpack: Input = {
  ...telemetry,
  name: 'msgpack',
  format: 'msgpack',
  record(index) {
    const record = JSON.parse(telemetryRecord(index)) as Telemetry
    return encode(record, { forceIntegerToFloat: true })
  },
  read(bytes, visit) {
    for (const record of decodeMulti(bytes)) visit(record as never)
  },
}

/** As long as telemetry, but every record except the first is refused: its `cpu` is no number. A run of which nothing passed would not be published. */
export const hot: Input = {
  ...telemetry,
  name: 'hot',
  record: (index) =>
    index === 0 ? telemetry.record(0) : `{"cpu":"hot"${telemetryRecord(index).slice('{"cpu":10.00'.length)}\n`,
}
