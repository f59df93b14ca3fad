import { afterAll, expect, test } from 'vitest'
import { signIn } from '../acceptance/client.ts'
import { startSystem } from '../acceptance/system.ts'
import { outcomeOf } from './outcome.ts'

const system = await startSystem({
  workers: 1,
  config: {
    pipelines: `
      as-number: { format: csv, steps: [ { cast: { v: number } } ] }
      as-integer: { format: csv, steps: [ { cast: { v: integer } } ] }
      as-decimal: { format: csv, steps: [ { cast: { v: decimal } } ] }
      as-bigint: { format: csv, steps: [ { cast: { v: bigint } } ] }`,
  },
})
afterAll(() => system.stop())
const user = await signIn(system.url)

const digits = '{"a":1884518522.1684267241,"b":0.1000000000000000055,"d":12345678901234567890.5,"e":9007199254740993}'
const kept =
  '{"a":"1884518522.1684267241","b":"0.1000000000000000055","d":"12345678901234567890.5","e":"9007199254740993"}'

test.each(['json', 'ndjson'])('digits that a double cannot hold are kept as text: %s', async (format) => {
  const same = '{"a":1.0,"b":1e2,"c":0.10,"d":-0,"e":0.30000000000000004}'
  const { published } = await outcomeOf(user, { format }, `${digits}\n${same}\n{"a":1e-400}\n{"a":1e400}\n`)
  expect(published).toEqual([kept, '{"a":1,"b":100,"c":0.1,"d":0,"e":0.30000000000000004}'])
})

test('numbers out of range are refused with what to do', async () => {
  const { refused } = await outcomeOf(user, { format: 'ndjson' }, '{"a":1e-400}\n{"a":1e400}\n')
  expect(refused).toHaveLength(2)
  for (const reason of refused) expect(reason).toMatch(/^malformed-record: .* is out of range: send it as text$/)
})

const column = 'v\n9007199254740993\n1884518522.1684267241\n12345678901234567890.5\n1.50\n7\n'

test('casts to numbers lose no digit', async () => {
  const numbers = await outcomeOf(user, { pipeline: 'as-number' }, column)
  expect(numbers.published).toEqual(['{"v":1.5}', '{"v":7}'])
  expect(numbers.refused).toContain(
    'cast-failed: "v" is no number: "9007199254740993", whose digits a number cannot hold; cast it to decimal',
  )
  const integers = await outcomeOf(user, { pipeline: 'as-integer' }, column)
  expect(integers.published).toEqual(['{"v":7}'])
  expect(integers.refused).toContain(
    'cast-failed: "v" is no integer: "9007199254740993", which is beyond 2^53; cast it to bigint',
  )
})

test('long and short numbers of one field become one type by a cast', async () => {
  const body = '{"v":7615917337495251231}\n{"v":7}\n{"v":"8"}\n'
  expect((await outcomeOf(user, { pipeline: 'as-bigint', format: 'ndjson' }, body)).published).toEqual([
    '{"v":"7615917337495251231"}',
    '{"v":"7"}',
    '{"v":"8"}',
  ])
})

test('decimal and bigint are exact, as text', async () => {
  const decimals = await outcomeOf(user, { pipeline: 'as-decimal' }, column)
  expect(decimals.published.map((line) => (JSON.parse(line) as { v: string }).v)).toEqual([
    '9007199254740993',
    '1884518522.1684267241',
    '12345678901234567890.5',
    '1.5',
    '7',
  ])
  const wholes = await outcomeOf(user, { pipeline: 'as-bigint' }, column)
  expect(wholes.published).toEqual(['{"v":"9007199254740993"}', '{"v":"7"}'])
  expect(wholes.refused).toContain('cast-failed: "v" is no bigint: "1.50", which has a fraction')
})
