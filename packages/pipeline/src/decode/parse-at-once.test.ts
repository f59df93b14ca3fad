import { expect, test } from 'vitest'
import { jsonOf } from '../record/json-of.ts'
import { runInput } from '../testing/run-input.ts'
import { parseAtOnce } from './parse-at-once.ts'

/** What records that come together become, as JSON; undefined where they are not parsed at once. */
function parsed(lines: string[]): string[] | undefined {
  const text = lines.map((line) => `${line}\n`).join('')
  const batch = parseAtOnce(text, { bytes: new TextEncoder().encode(text), lines: () => lines })
  return batch?.values.map((value, at) => jsonOf(batch.areAsSaid ? value : batch.settle(lines[at]!, value!)))
}

const long = '{"a":0.30000000000000004,"b":123456789.12345679}'

test.each([
  ['an order that all have', '{"a":1,"2":2}', '{"a":3,"2":4}', '{"a":5,"2":6}'],
  ['an order of each', '{"a":1,"2":2,"1":3}', '{"2":1,"a":2,"1":3}', '{"1":1,"2":2,"a":3}', '{"a":1,"1":2,"2":3}'],
  ['fields that others have not', '{"a":1,"2":2,"b":3}', '{"2":1,"b":2}', '{"c":1,"2":2}', '{"b":1,"a":2}', '{"b":1}'],
  ['an order within', '{"a":1,"2":{"b":1,"1":2}}', '{"a":1,"2":{"1":2,"b":1}}', '{"a":{"b":1,"1":2},"2":1}'],
  ['lists', '[{"a":1,"2":2}]', '{"a":1,"2":2}', '[{"2":1,"a":2}]', '[]'],
  ['long numbers', long, long],
])('keeps %s', (_, ...lines) => {
  expect(parsed(lines)).toEqual(lines)
})

test.each([
  ['a number that loses digits', '{"a":0.1000000000000000055}', '{"a":"0.1000000000000000055"}'],
  ['one near 0', '{"a":4e-324}', '{"a":"4e-324"}'],
  ['spaces', '{"a" : 1, "2": 0.30000000000000004}', '{"a":1,"2":0.30000000000000004}'],
])('%s is what it is beside long numbers that lose none', (_, line, expected) => {
  expect(parsed([long, line, long])).toEqual([long, expected, long])
})

test('a name that is twice is found beside long numbers', () => {
  const { lines, refused } = runInput('ndjson', `${long}\n{"a":1,"a":2}\n{"b":1,"2":2,"b":1}\n${long}\n`)
  expect(lines).toEqual([long, long])
  expect(refused.map(({ reason }) => reason)).toEqual(['The name "a" is there twice', 'The name "b" is there twice'])
})

test('what nests too deeply is refused beside long numbers', () => {
  const deep = `${'{"2":'.repeat(65)}1${'}'.repeat(65)}`
  expect(runInput('ndjson', `${long}\n${deep}\n`).refused).toMatchObject([{ code: 'malformed-record' }])
})

test('a field that a step adds comes last, also where others came with it earlier', () => {
  const { lines } = runInput('ndjson', '{"b":0,"a":1,"2":2}\n{"a":1,"2":2}\n', {
    steps: [{ derive: { b: 'a + 1' } }],
  })
  expect(lines).toEqual(['{"b":2,"a":1,"2":2}', '{"a":1,"2":2,"b":2}'])
})
