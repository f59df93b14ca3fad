import type { PipelineDefinition } from '@syndicate/contracts'
import { readDefinition } from '@syndicate/definitions'
import { expect, test } from 'vitest'
import { checkDefinition } from './check-definition.ts'

// Each record is a slice of its own.
const limits = { sliceBytes: 1, maxRecordBytes: 1000, maxDocumentBytes: 1000 }
const input = '{"id":1,"n":1}\n{"no":1}\n{"id":2,"gone":true}\n{"id":1,"n":2}\n{"id":3,"n":3}\n'

function faultsOf(written: object): object[] {
  const read = readDefinition({ format: 'ndjson', ...written })
  if ('faults' in read) throw new Error(JSON.stringify(read.faults))
  return checkDefinition('test', read.definition as PipelineDefinition, limits)
}
const upsert = { mode: 'upsert', key: ['id'], deleteWhen: 'has(record.gone)' }
const noKey = { position: 1, code: 'key-missing' }
const [first, second, third] = [
  { id: 1, n: 1 },
  { id: 1, n: 2 },
  { id: 3, n: 3 },
]

test.each([
  ['last', [second, third], [noKey]],
  ['first', [first, third], [noKey]],
  ['refuse', [first, third], [noKey, { position: 3, code: 'duplicate-key' }]],
])('a fixture says what a run over it alone would store: %s', (onDuplicate, expected, refused) => {
  const fixture = { name: 'keys', input, expect: expected, refused, filtered: 1 }
  expect(faultsOf({ ...upsert, onDuplicate, fixtures: [fixture] })).toEqual([])
  expect(
    faultsOf({ ...upsert, onDuplicate, fixtures: [{ ...fixture, expect: [first, second, third] }] }),
  ).toMatchObject([{ path: ['fixtures', 0, 'expect', expect.any(Number)] }])
})

test('without a key all rows are there', () => {
  const fixture = { name: 'no keys', input: '{"id":1}\n{"id":1}\n', expect: [{ id: 1 }, { id: 1 }] }
  expect(faultsOf({ fixtures: [fixture] })).toEqual([])
})

test.each([
  [{ deleteWhen: 'size(record)' }, ['deleteWhen'], 'deleteWhen must be true or false, this is of type int'],
  [{ onNewField: 'ignore', schema: { properties: { n: {} } } }, ['key', 0], 'The schema does not name "id"'],
])('%j does not compile', (with_, path, got) => {
  expect(faultsOf({ ...upsert, ...with_ })).toMatchObject([{ path, got: expect.stringContaining(got) }])
})
