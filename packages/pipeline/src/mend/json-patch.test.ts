import type { PatchOperation } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { compilePatch } from './json-patch.ts'
import { mendRecord } from './mend-record.ts'

function mend(text: string, operations: unknown[], maxChars = 10_000) {
  return mendRecord(text, compilePatch(operations as PatchOperation[]), maxChars)
}

test.each<[string, string, unknown[], string]>([
  ['add a field', '{"a":1}', [{ op: 'add', path: '/b', value: 2 }], '{"a":1,"b":2}'],
  ['add null', '{}', [{ op: 'add', path: '/b', value: null }], '{"b":null}'],
  ['add in a list', '{"l":[1,3]}', [{ op: 'add', path: '/l/1', value: 2 }], '{"l":[1,2,3]}'],
  ['add at the end of a list', '{"l":[1]}', [{ op: 'add', path: '/l/1', value: 2 }], '{"l":[1,2]}'],
  [
    'keep the order of names like numbers',
    '{"b":{"c":1,"0":2},"9":1,"a":2}',
    [
      { op: 'add', path: '/b/7', value: 3 },
      { op: 'add', path: '/b/3', value: JSON.parse('{"x":1}') },
      { op: 'copy', from: '/b', path: '/5' },
      { op: 'remove', path: '/9' },
      { op: 'add', path: '/9', value: 4 },
      { op: 'replace', path: '/a', value: 5 },
    ],
    '{"b":{"c":1,"0":2,"7":3,"3":{"x":1}},"a":5,"5":{"c":1,"0":2,"7":3,"3":{"x":1}},"9":4}',
  ],
  [
    'put last what was removed and comes again',
    '{"9":1,"a":2,"b":3}',
    [
      { op: 'remove', path: '/a' },
      { op: 'add', path: '/a', value: 4 },
    ],
    '{"9":1,"b":3,"a":4}',
  ],
  ['append', '{"l":[1]}', [{ op: 'add', path: '/l/-', value: 2 }], '{"l":[1,2]}'],
  ['replace', '{"a":{"b":1}}', [{ op: 'replace', path: '/a/b', value: { c: 1 } }], '{"a":{"b":{"c":1}}}'],
  ['replace in a list', '{"l":[1,2]}', [{ op: 'replace', path: '/l/1', value: 3 }], '{"l":[1,3]}'],
  ['replace all', '{"a":1}', [{ op: 'replace', path: '', value: { b: 2 } }], '{"b":2}'],
  ['replace all of what is no JSON', 'x,y', [{ op: 'replace', path: '', value: { b: 2 } }], '{"b":2}'],
  ['remove', '{"a":1,"b":2}', [{ op: 'remove', path: '/a' }], '{"b":2}'],
  ['remove from a list', '{"l":[1,2,3]}', [{ op: 'remove', path: '/l/0' }], '{"l":[2,3]}'],
  ['move', '{"a":{"x":1}}', [{ op: 'move', from: '/a/x', path: '/b' }], '{"a":{},"b":1}'],
  ['move up', '{"a":{"x":1}}', [{ op: 'move', from: '/a', path: '' }], '{"x":1}'],
  ['move within a list', '{"l":[1,2,3]}', [{ op: 'move', from: '/l/0', path: '/l/2' }], '{"l":[2,3,1]}'],
  [
    'copy, not alias',
    '{"a":{}}',
    [
      { op: 'copy', from: '/a', path: '/b' },
      { op: 'add', path: '/b/c', value: 1 },
    ],
    '{"a":{},"b":{"c":1}}',
  ],
  [
    'test, then change',
    '{"a":{"x":1,"y":2}}',
    [
      { op: 'test', path: '/a', value: { y: 2, x: 1 } },
      { op: 'remove', path: '/a' },
    ],
    '{}',
  ],
  [
    'escaped names',
    '{"a/b":1,"~1":2}',
    [
      { op: 'remove', path: '/a~1b' },
      { op: 'replace', path: '/~01', value: 3 },
    ],
    '{"~1":3}',
  ],
  ['an empty name', '{"":1}', [{ op: 'replace', path: '/', value: 2 }], '{"":2}'],
  [
    'names of objects themselves',
    '{"constructor":{"name":"Lotus"}}',
    [{ op: 'replace', path: '/constructor/name', value: 'BRM' }],
    '{"constructor":{"name":"BRM"}}',
  ],
  [
    'a name that would be a prototype',
    '{"a":{"__proto__":{"x":1}}}',
    [
      { op: 'copy', from: '/a', path: '/__proto__' },
      { op: 'remove', path: '/a' },
    ],
    '{"__proto__":{"__proto__":{"x":1}}}',
  ],
  [
    'numbers beyond a double, as their digits',
    '{"n":9007199254740993,"a":1}',
    [{ op: 'remove', path: '/a' }],
    '{"n":"9007199254740993"}',
  ],
])('%s', (_what, text, operations, line) => {
  expect(mend(text, operations)).toEqual({ line })
  expect(({} as { x?: number }).x).toBeUndefined()
})

test.each<[string, string, unknown[]]>([
  ['replace what is not there', '{}', [{ op: 'replace', path: '/a', value: 1 }]],
  ['remove what every object inherits', '{}', [{ op: 'remove', path: '/toString' }]],
  ['copy what every object inherits', '{}', [{ op: 'copy', from: '/constructor', path: '/a' }]],
  ['add below what is not there', '{}', [{ op: 'add', path: '/a/b', value: 1 }]],
  ['add below a string', '{"a":"x"}', [{ op: 'add', path: '/a/b', value: 1 }]],
  ['add beyond a list', '{"l":[1]}', [{ op: 'add', path: '/l/2', value: 1 }]],
  ['an index with a leading zero', '{"l":[1,2]}', [{ op: 'replace', path: '/l/01', value: 1 }]],
  ['a name in a list', '{"l":[1,2]}', [{ op: 'remove', path: '/l/length' }]],
  ['the end of a list', '{"l":[1,2]}', [{ op: 'remove', path: '/l/-' }]],
  ['a test of what is not there', '{}', [{ op: 'test', path: '/a', value: null }]],
  [
    'a test that fails after a change',
    '{"a":1}',
    [
      { op: 'remove', path: '/a' },
      { op: 'test', path: '', value: { a: 1 } },
    ],
  ],
  [
    'copies that grow without end',
    '{"a":[1]}',
    Array.from({ length: 40 }, () => ({ op: 'copy', from: '', path: '/a/-' })),
  ],
  ['a record too long afterwards', '{}', [{ op: 'add', path: '/a', value: 'x'.repeat(10_000) }]],
])('%s fails, and leaves the record where it is', (_what, text, operations) => {
  expect(mend(text, operations)).toEqual({ left: 'patch-failed' })
})

test.each<[string, unknown[]]>([
  [
    'patch[1]: add needs a value',
    [
      { op: 'remove', path: '/a' },
      { op: 'add', path: '/a' },
    ],
  ],
  ['patch[0]: copy needs a from', [{ op: 'copy', path: '/a' }]],
  ['patch[0]: a value cannot move into itself', [{ op: 'move', from: '/a', path: '/a/b' }]],
  ['patch[0]: nothing would be left', [{ op: 'remove', path: '' }]],
])('%s', (message, operations) => {
  expect(() => compilePatch(operations as PatchOperation[])).toThrow(message)
})

test('what a patch gives one record, the next does not see changed', () => {
  const patch = compilePatch([
    { op: 'add', path: '/a', value: [] },
    { op: 'add', path: '/a/-', value: 1 },
  ])
  expect([mendRecord('{}', patch, 100), mendRecord('{}', patch, 100)]).toEqual([
    { line: '{"a":[1]}' },
    { line: '{"a":[1]}' },
  ])
})

test('without a patch a record stays what it was, and one that is no JSON is left', () => {
  expect(mendRecord('{"b":1.50,"a":[null]}', undefined, 100)).toEqual({ line: '{"b":1.5,"a":[null]}' })
  expect(mendRecord('a,b', undefined, 100)).toEqual({ left: 'unreadable' })
})
