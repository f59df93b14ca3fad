import { expect, test } from 'vitest'
import { offendingValue, reasonWithoutValues, valueOfReason } from './refusal-reason.ts'

test.each([
  ['"qty" is no integer: "3 pcs"', '"qty" is no integer: …', '"3 pcs"'],
  ['"day" is no timestamp: "a \\"b\\" c", no month is called "b"', '"day" is no timestamp: …', '"a \\"b\\" c"'],
  ['bar must be <= 10, but is 11', 'bar must be <= 10, but is …', '11'],
  ['bar must be <= 10, but is 11 (sent as "11 bar")', 'bar must be <= 10, but is …', '"11 bar"'],
  ['a must be string, but is null: say [string, null] in the schema', 'a must be string, but is …', 'null'],
  [`a is no integer: "${'x'.repeat(79)}…`, 'a is no integer: …', `"${'x'.repeat(79)}…`],
  [
    '"a" is no number: "x; y", "x" stands in it; "b" is no integer: 1.5',
    '"a" is no number: …; "b" is no integer: …',
    undefined,
  ],
  ['"a" is no number: "n/a"; if it means nothing, say nulls=n/a', '"a" is no number: …', '"n/a"'],
  ['name is missing', 'name is missing', undefined],
])('%s', (reason, kind, value) => {
  expect([reasonWithoutValues(reason), valueOfReason(reason)]).toEqual([kind, value])
})

test('the value at fault is told as it was sent, and found in the record where the reason does not show it', () => {
  const record = { field: 'qty', reason: '"qty" is no integer: "n/a"', original: '1,n/a', record: null }
  expect(offendingValue(record)).toBe('n/a')
  expect(offendingValue({ ...record, reason: 'Division by zero', record: '{"qty":[1]}' })).toBe('[1]')
  expect(offendingValue({ ...record, reason: 'qty is missing', record: '{}' })).toBeUndefined()
})
