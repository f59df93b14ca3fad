import { expect, test } from 'vitest'
import { runInput } from '../testing/run-input.ts'

const bytesOf = (hex: string) => Uint8Array.from(hex.replaceAll(' ', '').match(/../g)!, (pair) => parseInt(pair, 16))
/** A record whose field "a" is this. */
const field = (hex: string) => bytesOf(`81 a1 61 ${hex}`)

test.each<[hex: string, value: unknown]>([
  ['c0', null],
  ['c2', false],
  ['c3', true],
  ['7f', 127],
  ['e0', -32],
  ['cc ff', 255],
  ['cd ffff', 65_535],
  ['ce ffffffff', 4_294_967_295],
  ['cf 001fffffffffffff', 9_007_199_254_740_991],
  ['cf 0020000000000001', '9007199254740993'],
  ['cf ffffffffffffffff', '18446744073709551615'],
  ['d0 80', -128],
  ['d1 8000', -32_768],
  ['d2 80000000', -2_147_483_648],
  ['d3 ffe0000000000001', -9_007_199_254_740_991],
  ['d3 8000000000000000', '-9223372036854775808'],
  ['ca 3f800000', 1],
  ['ca 3dcccccd', 0.10000000149011612],
  ['cb 3fb999999999999a', 0.1],
  ['cb 8000000000000000', 0],
  ['a2 c3a9', 'é'],
  ['d9 04 f09f9880', '😀'],
  ['da 0003 efbbbf', '\ufeff'],
  ['db 00000001 00', '\u0000'],
  ['c4 03 0102ff', 'AQL/'],
  ['c5 0001 00', 'AA=='],
  ['93 01 a1 62 90', [1, 'b', []]],
  ['dc 0001 80', [{}]],
  ['de 0001 a1 62 01', { b: 1 }],
  ['82 01 a1 62 d3 ffffffffffffffff 02', { 1: 'b', '-1': 2 }],
  ['81 cf ffffffffffffffff 01', { '18446744073709551615': 1 }],
  ['d6 ff 5a4af6a5', '2018-01-02T03:04:05.000Z'],
  ['d7 ff a1dcd7c8 5a4af6a5', '2018-01-02T03:04:05.678901234Z'],
  ['d7 ff 000003ec 65920080', '2024-01-01T00:00:00.000000251Z'],
  ['d7 ff 1dcd6500 5a4af6a5', '2018-01-02T03:04:05.125Z'],
  ['c7 0c ff 3b9ac9ff ffffffffffffffff', '1969-12-31T23:59:59.999999999Z'],
])('%s is %j', (hex, value) => {
  const { records, refused } = runInput('msgpack', field(hex))
  expect(refused).toEqual([])
  expect(records).toEqual([{ a: value }])
})

test.each([
  ['a2 c328', 'Not valid UTF-8'],
  ['a3 6162e2', 'Not valid UTF-8'],
  ['a3 eda080', 'Not valid UTF-8'],
  ['d9 01 ff', 'Not valid UTF-8'],
  ['82 a1 61 01 a1 61 02', 'The name "a" is there twice'],
  ['81 a1 78 82 01 01 a1 31 02', 'The name "1" is there twice'],
  ['81 a1 e2 01', 'Not valid UTF-8'],
  ['cb 7ff8000000000000', 'NaN is no number that JSON can carry'],
  ['ca ff800000', '-Infinity is no number that JSON can carry'],
  ['d4 05 00', 'Extension type 5 is not known'],
  ['d5 ff 0000', 'A timestamp does not have 2 bytes'],
  ['d7 ff ee6b2800 00000000', 'A timestamp has more nanoseconds than a second'],
  ['c7 0c ff 00000000 0000003afff44180', 'It holds a time out of range: send it as text'],
  ['c7 0c ff 00000000 7fffffffffffffff', 'It holds a time out of range: send it as text'],
  ['81 cb 3ff8000000000000 01', 'It has a name that is neither a text nor a whole number'],
  ['81 c0 01', 'It has a name that is neither a text nor a whole number'],
  ['81 c4 01 61 01', 'It has a name that is neither a text nor a whole number'],
])('%s is refused alone: %s', (hex, reason) => {
  const { records, refused } = runInput('msgpack', Uint8Array.of(...field('01'), ...field(hex), ...field('02')))
  expect(records).toEqual([{ a: 1 }, { a: 2 }])
  expect(refused).toMatchObject([{ position: 1, code: 'malformed-record', reason, encoding: 'base64' }])
})

test('letters cut through take nothing of what is behind them', () => {
  const { records, refused } = runInput('msgpack', bytesOf('82 a1 61 a3 6162e2 a1 62 a3 78797a'))
  expect(records).toEqual([])
  expect(refused).toMatchObject([{ reason: 'Not valid UTF-8' }])
})

test('a name of JavaScript is a name like others', () => {
  const { records } = runInput('msgpack', bytesOf('81 a9 5f5f70726f746f5f5f 81 a1 78 01'))
  expect(Object.keys(records[0] as object)).toEqual(['__proto__'])
})
