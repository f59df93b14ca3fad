import { hostOf, percent, timestampOf } from './formula.ts'
import type { Input } from './input.ts'
import { readJsonLines } from './lines.ts'

interface Nested {
  timestamp: string
  cpu: { user: number; system: number }
  disks: { used: number }[]
  load?: number
  full?: boolean
}

const percentage = { type: 'number', minimum: 0, maximum: 100 }
const text = { type: 'string' }

const schema = {
  type: 'object',
  required: ['timestamp', 'host', 'cpu', 'disks', 'load', 'full'],
  properties: {
    timestamp: { type: 'string', format: 'date-time' },
    host: { type: 'object', required: ['name'], properties: { name: text, tags: { type: 'array', items: text } } },
    cpu: { type: 'object', required: ['user', 'system'], properties: { user: percentage, system: percentage } },
    disks: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name', 'used'],
        properties: {
          name: text,
          used: percentage,
          mounts: { type: 'array', items: { type: 'object', properties: { path: text, used: percentage } } },
        },
      },
    },
    load: percentage,
    full: { type: 'boolean' },
  },
}

const pipeline = {
  format: 'json',
  schema: 'nested',
  steps: [
    { cast: { timestamp: 'timestamp' } },
    { derive: { load: '(cpu.user + cpu.system) / 2.0', full: 'disks.exists(d, d.used > 95.0)' } },
  ],
}

/** Objects in objects and in lists. */
export const nested: Input = {
  name: 'nested',
  pipeline: 'nested',
  own: { schema, pipeline },
  format: 'ndjson',
  header: '',
  record(index) {
    const figure = (place: number) => percent(index * 8 + place)
    const disk = (name: string, place: number) =>
      `{"name":"${name}","used":${figure(place)},"mounts":[{"path":"/${name}/a","used":${figure(place + 1)}}]}`
    return (
      `{"timestamp":"${timestampOf(index)}","host":{"name":"${hostOf(index)}","tags":["edge","blue","v${index % 10}"]},` +
      `"cpu":{"user":${figure(0)},"system":${figure(1)}},"disks":[${disk('sda', 2)},${disk('sdb', 4)},${disk('sdc', 6)}]}\n`
    )
  },
  read: readJsonLines,
  transform(record: Nested) {
    record.timestamp = new Date(record.timestamp).toISOString()
    record.load = (record.cpu.user + record.cpu.system) / 2
    record.full = record.disks.some(({ used }) => used > 95)
    return record
  },
}
