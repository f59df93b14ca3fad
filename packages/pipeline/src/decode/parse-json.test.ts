import { expect, test } from 'vitest'
import { Fault } from '../record/fault.ts'
import { parseJson } from './parse-json.ts'

test.each([
  ['{"a":1,"a":2}', '{"a":2}'],
  [
    '{"__proto__":{"x":1},"constructor":{"prototype":{"y":1}}}',
    '{"__proto__":{"x":1},"constructor":{"prototype":{"y":1}}}',
  ],
  ['{"\\u005f_proto__":1}', '{"__proto__":1}'],
  [
    '{"id":9007199254740993,"list":[-9007199254740993,{"x":1}]}',
    '{"id":"9007199254740993","list":["-9007199254740993",{"x":1}]}',
  ],
  ['{"id":9007199254740992,"f":1e300,"g":1.5}', '{"id":9007199254740992,"f":1e+300,"g":1.5}'],
  ['{"__proto__":1,"id":9007199254740993}', '{"__proto__":1,"id":"9007199254740993"}'],
  [
    '{"a":1884518522.1684267241,"b":[0.1000000000000000055],"c":12345678901234567890.5}',
    '{"a":"1884518522.1684267241","b":["0.1000000000000000055"],"c":"12345678901234567890.5"}',
  ],
  ['{"a":1.0,"b":1e2,"c":0.10,"d":-0}', '{"a":1,"b":100,"c":0.1,"d":0}'],
  ['{"a":"\\ud800"}', '{"a":"\\ud800"}'],
])('%s', (text, expected) => {
  expect(JSON.stringify(parseJson(text))).toBe(expected)
  expect(({} as { x?: number }).x).toBeUndefined()
})

test.each([
  ['{"a":1e400}', 'out of range'],
  ['{"a":[{"b":-1e400}]}', 'out of range'],
  ['{"a":1e-400}', '1e-400" is out of range'],
  [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'Nested deeper than 64'],
  ['{"a":1', 'Not valid JSON'],
  ['\uFEFF{}', 'Not valid JSON'],
])('%s is refused', (text, reason) => {
  const fault = parseJson(text)
  expect(fault).toBeInstanceOf(Fault)
  expect((fault as Fault).reason).toContain(reason)
})
