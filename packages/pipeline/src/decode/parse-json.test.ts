import { expect, test } from 'vitest'
import { Fault } from '../record/fault.ts'
import { jsonOf } from '../record/json-of.ts'
import { parseJson } from './parse-json.ts'

test.each([
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
  ['{"b":"c : d","e":"\\": ","f\\\\":{}}', '{"b":"c : d","e":"\\": ","f\\\\":{}}'],
  ['{"name":1,"2020":2,"2019":3,"2018":4.0}', '{"name":1,"2020":2,"2019":3,"2018":4}'],
  ['{"name":[0,{"a":{"2":1,"\\u0031":["]}",{}]}}],"b":"{"}', '{"name":[0,{"a":{"2":1,"1":["]}",{}]}}],"b":"{"}'],
])('%s', (text, expected) => {
  expect(jsonOf(parseJson(text))).toBe(expected)
  expect(({} as { x?: number }).x).toBeUndefined()
})

test.each([
  ['{"a":1,"a":2}', '"a"', 'a'],
  ['{"a":1,"\\u0061":1}', '"a"', 'a'],
  ['{"a" :1,"b":2,"a"\t:1}', '"a"', 'a'],
  ['{"":1,"":1}', '""', ''],
  ['{"a\\\\":1,"a\\\\":1}', String.raw`"a\\"`, 'a\\'],
  ['{"__proto__":1,"__proto__":2}', '"__proto__"', '__proto__'],
  ['{"constructor":1,"constructor":2}', '"constructor"', 'constructor'],
  ['{"a":{"b":[1,{"c":"\\":","c":2}]}}', '"c"', 'a'],
  ['{"7":1,"a":1,"7":1}', '"7"', '7'],
])('in %s a name is there twice', (text, name, field) => {
  const reason = `The name ${name} is there twice`
  expect(parseJson(text)).toMatchObject({ code: 'malformed-record', reason, field })
})

test.each([
  ['{"a":1e400}', 'out of range'],
  ['{"a":[{"b":-1e400}]}', 'out of range'],
  ['{"a":1e-400}', '1e-400" is out of range'],
  [`{"a":${'['.repeat(100)}${']'.repeat(100)},"a":1}`, 'Nested deeper than 64'],
  [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'Nested deeper than 64'],
  ['{"a":1', 'Not valid JSON'],
  ['\uFEFF{}', 'Not valid JSON'],
])('%s is refused', (text, reason) => {
  const fault = parseJson(text)
  expect(fault).toBeInstanceOf(Fault)
  expect((fault as Fault).reason).toContain(reason)
})

test('a name with an escape is itself, whatever names came before', () => {
  parseJson('{"h":[],"\\\\":0}')
  parseJson('{"k":[],"a\\\\u":0}')
  expect(Object.keys(parseJson('{"h":1,"\\u0079":2}') as object)).toEqual(['h', 'y'])
  expect(Object.keys(parseJson('{"h":1,"\\"":2}') as object)).toEqual(['h', '"'])
  expect(Object.keys(parseJson('{"k":1,"a\\u0062c":2}') as object)).toEqual(['k', 'abc'])
})
