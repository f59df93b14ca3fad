import { expect, test } from 'vitest'
import { runInput } from '../testing/run-input.ts'

const bytesOf = (hex: string) => Uint8Array.from(hex.replaceAll(' ', '').match(/../g)!, (pair) => parseInt(pair, 16))
/** A record whose field "a" is this. */
const field = (hex: string) => bytesOf(`a1 61 61 ${hex}`)

test.each<[hex: string, value: unknown]>([
  ['17', 23],
  ['18 ff', 255],
  ['1b 001fffffffffffff', 9_007_199_254_740_991],
  ['1b 0020000000000001', '9007199254740993'],
  ['1b ffffffffffffffff', '18446744073709551615'],
  ['20', -1],
  ['39 03e7', -1000],
  ['3b ffffffffffffffff', '-18446744073709551616'],
  ['f4', false],
  ['f6', null],
  ['f7', null],
  ['f9 3c00', 1],
  ['f9 7bff', 65_504],
  ['f9 0001', 2 ** -24],
  ['f9 c400', -4],
  ['fa 47c35000', 100_000],
  ['fb 3fb999999999999a', 0.1],
  ['44 010203ff', 'AQID/w=='],
  ['5f 42 0102 41 03 ff', 'AQID'],
  ['62 c3a9', 'é'],
  ['7f 62 c3a9 60 61 78 ff', 'éx'],
  ['83 01 80 f6', [1, [], null]],
  ['9f 01 9f ff ff', [1, []]],
  ['bf 61 62 01 ff', { b: 1 }],
  ['a3 01 02 20 03 7f 61 78 61 79 ff 04', { 1: 2, '-1': 3, xy: 4 }],
  ['d9 d9f7 01', 1],
  // Times.
  ['c0 74 323031332d30332d32315432303a30343a30305a', '2013-03-21T20:04:00Z'],
  ['c1 1a 514b67b0', '2013-03-21T20:04:00.000Z'],
  ['c1 20', '1969-12-31T23:59:59.000Z'],
  ['c1 fb 41d452d9ec200000', '2013-03-21T20:04:00.500Z'],
  ['c1 fb 41d452d9ec07e6b7', '2013-03-21T20:04:00.1234567Z'],
  ['c1 f9 b800', '1969-12-31T23:59:59.500Z'],
  ['d9 03e9 a2 01 1a 514b67b0 28 1a 075bcd15', '2013-03-21T20:04:00.123456789Z'],
  ['d9 03e9 bf 01 1a 514b67b0 25 19 03e7 ff', '2013-03-21T20:04:00.000999Z'],
  ['d9 03e9 a1 01 fb 41d452d9ec200000', '2013-03-21T20:04:00.500Z'],
  ['d9 03ec 6a 323032342d30312d3031', '2024-01-01'],
  // Big numbers, decimal fractions and big floats.
  ['c2 42 0100', 256],
  ['c2 49 010000000000000000', '18446744073709551616'],
  ['c2 5f 41 01 41 00 ff', 256],
  ['c3 49 010000000000000000', '-18446744073709551617'],
  ['c4 82 21 19 6ab3', 273.15],
  ['c4 82 02 05', 500],
  ['c4 82 32 1b 0de0b6b3a7640001', '0.1000000000000000001'],
  ['c4 82 21 c2 49 010000000000000000', '184467440737095516.16'],
  ['c5 82 20 03', 1.5],
  ['c5 82 01 22', -6],
  ['c5 82 38 3f 03', '0.0000000000000000001626303258728256651011179201304912567138671875'],
  // What kind of text it is.
  ['d8 20 61 78', 'x'],
  ['d8 22 64 41513d3d', 'AQ=='],
])('%s is %j', (hex, value) => {
  const { records, refused } = runInput('cbor', field(hex))
  expect(refused).toEqual([])
  expect(records).toEqual([{ a: value }])
})

test.each([
  ['62 c328', 'Not valid UTF-8'],
  ['7f 61 c3 61 a9 ff', 'Not valid UTF-8'],
  ['a2 61 61 01 61 61 02', 'The name "a" is there twice'],
  ['a1 61 78 a2 01 01 7f 61 31 ff 02', 'The name "1" is there twice'],
  ['a1 61 e2 01', 'Not valid UTF-8'],
  ['7f 41 61 ff', 'A string in pieces has a piece of another kind'],
  ['5f 5f 41 61 ff ff', 'A string in pieces has a piece of another kind'],
  ['f9 7e00', 'NaN is no number that JSON can carry'],
  ['fb fff0000000000000', '-Infinity is no number that JSON can carry'],
  ['f0', 'The simple value 16 has no meaning in JSON'],
  ['f8 ff', 'The simple value 255 has no meaning in JSON'],
  ['bf 61 62 ff', 'The simple value 31 has no meaning in JSON'],
  ['a1 f5 01', 'It has a name that is neither a text nor a whole number'],
  ['a1 41 62 01', 'It has a name that is neither a text nor a whole number'],
  ['d9 03e7 01', 'Tag 999 is not known'],
  ['c0 01', 'There is no text in tag 0'],
  ['c1 61 31', 'There is no whole number where its tag needs one'],
  ['c1 f6', 'There is no number in a time'],
  ['c1 fb 3ddb7cdfd9d7bdbb', 'A time is finer than a nanosecond: send it as text'],
  ['c1 1b ffffffffffffffff', 'It holds a time out of range: send it as text'],
  ['d9 03e9 a1 28 01', 'An extended time has no seconds, or two kinds of a fraction'],
  ['d9 03e9 a2 01 01 01 02', 'An extended time has 1 twice'],
  ['d9 03e9 a2 01 01 2b 01', '-12 is not known in an extended time'],
  ['d9 03e9 01', 'There is no map in an extended time'],
  ['c2 01', 'A big number is not made of at most 128 bytes'],
  ['c4 01', 'There is no list of exponent and mantissa in tag 4'],
  ['c4 82 01 f9 3c00', 'There is no whole number where its tag needs one'],
  ['c4 82 1b ffffffffffffffff 01', 'A number has more than 1000 digits: send it as text'],
  ['c4 82 19 0190 01', 'A number is out of range: send it as text'],
  ['c5 82 1b ffffffffffffffff 01', 'A number is out of range: send it as text'],
])('%s is refused alone: %s', (hex, reason) => {
  const { records, refused } = runInput('cbor', Uint8Array.of(...field('01'), ...field(hex), ...field('02')))
  expect(records).toEqual([{ a: 1 }, { a: 2 }])
  expect(refused).toMatchObject([{ position: 1, code: 'malformed-record', reason, encoding: 'base64' }])
})

test('what SenML writes is read, with its numbers as names', () => {
  const senml =
    '82 a3 21 6a 75726e3a6465763a313a 22 fb 41d303a15b001062 24 05 a2 00 67 766f6c74616765 02 fb 405e066666666666'
  expect(runInput('cbor', bytesOf(senml)).records).toEqual([
    { '-2': 'urn:dev:1:', '-3': 1276020076.001, '-5': 5 },
    { 0: 'voltage', 2: 120.1 },
  ])
})
