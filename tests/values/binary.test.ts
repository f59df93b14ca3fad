import { afterAll, expect, test } from 'vitest'
import { signIn } from '../acceptance/client.ts'
import { startSystem } from '../acceptance/system.ts'
import { outcomeOf } from './outcome.ts'

const system = await startSystem({ workers: 1 })
afterAll(() => system.stop())
const user = await signIn(system.url)

const sent = (format: string, hex: string) => outcomeOf(user, { format }, Buffer.from(hex.replaceAll(' ', ''), 'hex'))

test.each([
  ['msgpack', 'nanoseconds', '81 a1 74 d7ff 000003ec65920080', '{"t":"2024-01-01T00:00:00.000000251Z"}'],
  ['msgpack', 'whole numbers of 64 bits', '81 a1 69 cf ffffffffffffffff', '{"i":"18446744073709551615"}'],
  ['cbor', 'whole numbers as names', 'a2 01 02 03 26', '{"1":2,"3":-7}'],
  ['cbor', 'a decimal fraction', 'a1 61 61 c4 82 21 19 6ab3', '{"a":273.15}'],
  ['cbor', 'text in pieces', 'a1 61 61 7f 61 78 61 79 ff', '{"a":"xy"}'],
  ['msgpack', 'the smallest number of 64 bits', '81 a1 69 d3 8000000000000000', '{"i":"-9223372036854775808"}'],
  ['msgpack', 'names of JavaScript', '81 a9 5f5f70726f746f5f5f 01', '{"__proto__":1}'],
  ['cbor', 'big numbers', 'a1 61 61 c2 49 010000000000000000', '{"a":"18446744073709551616"}'],
  ['cbor', 'a big float', 'a1 61 61 c5 82 20 03', '{"a":1.5}'],
  ['cbor', 'a decimal of a big number', 'a1 61 61 c4 82 21 c2 49 010000000000000000', '{"a":"184467440737095516.16"}'],
  ['binary', 'CBOR in a list of one', '81 a2 6269640 1646e616d6563416461', '{"id":1,"name":"Ada"}'],
  ['binary', 'MessagePack in a list of one', '91 82 a2 6964 01 a4 6e616d65 a3 416461', '{"id":1,"name":"Ada"}'],
])('%s: %s', async (format, _, hex, record) => {
  expect(await sent(format, hex)).toMatchObject({ state: 'published', published: [record], refused: [] })
})

test.each([
  ['msgpack', '82 a1 61 a3 6162e2 a1 62 a3 78797a', '81 a1 61 01'],
  ['cbor', 'a2 61 61 63 6162e2 61 62 63 78797a', 'a1 61 61 01'],
])('%s: text that is no UTF-8 refuses its record, and no other', async (format, wrong, right) => {
  const { published, refused } = await sent(format, `${right} ${wrong} ${right}`)
  expect(published).toEqual(['{"a":1}', '{"a":1}'])
  expect(refused).toEqual(['malformed-record: Not valid UTF-8'])
})

test.each([
  ['msgpack', '81 a1 61 01 82 a1', /at byte 6; the last whole record is number 1, up to byte 4$/],
  ['cbor', '9f a1 61 61 01', /before its array does, at byte 5; the last whole record is number 1, up to byte 5$/],
])('%s that is cut off says where, and which record was the last', async (format, hex, told) => {
  expect(await sent(format, hex)).toMatchObject({ state: 'failed', published: [], error: expect.stringMatching(told) })
})

test('what is MessagePack as well as CBOR is not guessed', async () => {
  const { published, error } = await sent('binary', '80')
  expect(published).toEqual([])
  expect(error).toMatch(/^malformed-input: .*say format=msgpack or format=cbor$/)
})
