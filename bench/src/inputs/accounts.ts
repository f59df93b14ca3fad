import type { Input } from './input.ts'
import { telemetryRecord } from './telemetry-record.ts'
import { telemetry } from './telemetry.ts'

const schema = { type: 'object', required: ['id', 'cpu'], properties: { id: { type: 'integer' } } }
const pipeline = { format: 'json', schema: 'accounts' }

/** Telemetry with a number of its own: 144 bytes a record. */
export const accounts: Input = accountsBy((index) => index)

/** The same into a dataset whose rows take each other's place by that number. */
export const accountsByKey: Input = {
  ...accounts,
  name: 'accounts-by-key',
  pipeline: 'accounts-by-key',
  own: { schema, pipeline: { ...pipeline, schema: 'accounts-by-key', key: ['id'], mode: 'upsert' } },
}

/**
 * Some of which every fifth stands for a row that was there before.
 * @param from how many rows there were before
 */
export function moreAccounts(input: Input, from: number): Input {
  if (from === 0) return input
  const made = accountsBy(
    (index) => (index % 5 === 0 ? (Math.imul(index, 0x9e3779b1) >>> 0) % from : from + index),
    from,
  )
  return { ...input, name: `accounts-from-${from}`, record: made.record }
}

function accountsBy(idOf: (index: number) => number, from = 0): Input {
  return {
    ...telemetry,
    name: 'accounts',
    pipeline: 'accounts',
    own: { schema, pipeline },
    record: (index) => `{"id":${String(1_000_000_000 + idOf(index))},${telemetryRecord(from + index).slice(1)}\n`,
    transform: (record: object) => record,
  }
}
