import type { Format, Step } from '@syndicate/contracts'
import { encode } from '@msgpack/msgpack'
import { telemetryRecord } from '../inputs/telemetry-record.ts'

/** Records of one kind, and what a pipeline does to them. */
export interface Case {
  format: Format
  steps: Step[]
  schema?: object
  /** What comes before the records. */
  head?: string
  record(index: number): string | Uint8Array
}

const telemetry: Pick<Case, 'steps' | 'schema'> = {
  steps: [
    { cast: { cpu: 'number', mem: 'number', timestamp: 'timestamp' } },
    { derive: { level: 'cpu >= 90.0 ? "critical" : (cpu >= 75.0 ? "warn" : "ok")' } },
  ],
  schema: {
    type: 'object',
    required: ['cpu', 'mem', 'timestamp', 'level'],
    properties: {
      cpu: { type: 'number', minimum: 0, maximum: 100 },
      mem: { type: 'number', minimum: 0 },
      timestamp: { type: 'string', format: 'date-time' },
      level: { enum: ['ok', 'warn', 'critical'] },
    },
  },
}

const line = (record: object) => `${JSON.stringify(record)}\n`
const wideRecord = (index: number) =>
  Object.fromEntries(
    Array.from({ length: 30 }, (_, n) => [`f${n}`, n % 3 === 0 ? `text ${index * n}` : (index * n) / 7]),
  )

export const cases: Record<string, Case> = {
  telemetry: { ...telemetry, format: 'ndjson', record: (index) => `${telemetryRecord(index)}\n` },
  wide: {
    format: 'ndjson',
    steps: [{ cast: { f1: 'number' } }, { derive: { sum: 'f1 + f2' } }],
    record: (index) => line(wideRecord(index)),
  },
  nested: {
    format: 'ndjson',
    steps: [{ filter: 'record.host.name != ""' }, { derive: { title: 'host.name + "!"' } }],
    record: (index) =>
      line({ id: index, host: { name: `host ${index}`, tags: ['a', 'b'] }, values: [{ at: index, of: index / 3 }] }),
  },
  csv: {
    format: 'csv',
    steps: [{ rename: { rain: 'rain_mm' } }, { cast: { date: 'timestamp', rain_mm: 'number', max_c: 'number' } }],
    head: 'date,rain,max_c,weather\n',
    record: (index) => `2026-01-${10 + (index % 19)},${index % 20}.5,${10 + (index % 9)}.6,rain\n`,
  },
  msgpack: { ...telemetry, format: 'msgpack', record: (index) => encode(JSON.parse(telemetryRecord(index))) },
}
