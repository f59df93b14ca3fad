import { hostOf, percent, timestampOf } from './formula.ts'
import type { Input } from './input.ts'
import { readJsonLines } from './lines.ts'

interface Wide extends Record<string, unknown> {
  metric_00: number
  metric_01: number
  timestamp: string
}

/** With timestamp and host they make 2 KB. */
const names = Array.from({ length: 105 }, (_, index) => `metric_${String(index).padStart(2, '0')}`)

const percentage = { type: 'number', minimum: 0, maximum: 100 }

const schema = {
  type: 'object',
  required: [...names, 'timestamp', 'load'],
  properties: {
    ...Object.fromEntries(names.map((name) => [name, percentage])),
    timestamp: { type: 'string', format: 'date-time' },
    load: percentage,
  },
}

const pipeline = {
  format: 'json',
  schema: 'wide',
  steps: [{ cast: { timestamp: 'timestamp' } }, { derive: { load: '(metric_00 + metric_01) / 2.0' } }],
}

/** Many fields, few of which the steps touch. */
export const wide: Input = {
  name: 'wide',
  pipeline: 'wide',
  own: { schema, pipeline },
  format: 'ndjson',
  header: '',
  record(index) {
    const metrics = names.map((name, place) => `"${name}":${percent(index * names.length + place)}`)
    return `{${metrics.join(',')},"timestamp":"${timestampOf(index)}","host":"${hostOf(index)}"}\n`
  },
  read: readJsonLines,
  transform(record: Wide) {
    record.timestamp = new Date(record.timestamp).toISOString()
    record['load'] = (record.metric_00 + record.metric_01) / 2
    return record
  },
}
