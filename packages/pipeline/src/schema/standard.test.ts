import { describe, expect, test } from 'vitest'
import { RecipeError } from '../recipe-error.ts'
import { compileSchema } from './compile-schema.ts'

/** JSON, so that `__proto__` and the like are names as in a record. */
const json = (text: string) => JSON.parse(text) as unknown

describe('a schema means what JSON Schema 2020-12 says', () => {
  test.each<[schema: unknown, record: unknown, accepted: boolean]>([
    // Names that every object of JavaScript has.
    [{ required: ['constructor'] }, {}, false],
    [{ required: ['constructor'] }, json('{"constructor":1}'), true],
    [{ required: ['__proto__'] }, {}, false],
    [{ required: ['__proto__'] }, json('{"__proto__":1}'), true],
    [{ properties: { toString: { type: 'string' } } }, {}, true],
    [{ properties: { toString: { type: 'string' } } }, { toString: 1 }, false],
    [{ const: { constructor: { a: 1 } } }, { constructor: { a: 1 } }, true],
    [{ enum: [{ a: [1] }, 2] }, { a: [1] }, true],
    [{ enum: [{ a: [1] }, 2] }, { valueOf: 1 }, false],
    [
      { uniqueItems: true },
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      false,
    ],
    [{ uniqueItems: true }, ['__proto__', '__proto__'], false],
    [{ uniqueItems: true, items: { type: 'string' } }, ['constructor', 'a'], true],
    // Decimals.
    [{ multipleOf: 0.01 }, 19.99, true],
    [{ multipleOf: 0.01 }, 0.07, true],
    [{ multipleOf: 0.01 }, 19.999, false],
    [{ multipleOf: 0.1 }, -0.3, true],
    [{ multipleOf: 0.5 }, 1e308, true],
    [{ multipleOf: 1e-8 }, 0.0000001, true],
    [{ multipleOf: 7 }, 9007199254740991, false],
    // References and anchors.
    [{ properties: { x: { $ref: '#num' } }, $defs: { n: { $anchor: 'num', type: 'number' } } }, { x: 'a' }, false],
    [{ items: { $dynamicRef: '#it' }, $defs: { s: { $dynamicAnchor: 'it', type: 'string' } } }, ['a'], true],
    [{ items: { $dynamicRef: '#it' }, $defs: { s: { $dynamicAnchor: 'it', type: 'string' } } }, [1], false],
    // Keywords that have no effect are no mistake.
    [{ if: { const: 1 } }, 2, true],
    [json('{"then":false,"else":false}'), 2, true],
    [{ minContains: 2 }, [], true],
    [{ contains: { const: 1 }, minContains: 0 }, [], true],
    [{ properties: { foo: { type: 'string' } }, patternProperties: { 'f.o': { minLength: 2 } } }, { foo: 'a' }, false],
    [{ dependentSchemas: { a: { required: ['b'] } } }, { a: 1 }, false],
    // What was not evaluated.
    [{ if: { required: ['a'], properties: { a: { const: 1 } } }, unevaluatedProperties: false }, { a: 1 }, true],
    [{ if: { required: ['a'], properties: { a: { const: 1 } } }, unevaluatedProperties: false }, { a: 2 }, false],
    [{ anyOf: [{ items: { type: 'string' } }, true], unevaluatedItems: { type: 'boolean' } }, ['a', 'b'], true],
    [{ anyOf: [{ items: { type: 'string' } }, true], unevaluatedItems: { type: 'boolean' } }, ['a', false], false],
    [
      { items: { anyOf: [{ properties: { a: { const: 1 } }, required: ['a'] }, true], unevaluatedProperties: false } },
      [{ a: 1 }, { a: 2 }],
      false,
    ],
  ])('%j: %j is accepted: %s', (schema, record, accepted) => {
    expect(compileSchema(schema).accepts(record)).toBe(accepted)
  })
})

describe('a pattern means what ECMA-262 says', () => {
  test.each<[pattern: string, text: string, matches: boolean]>([
    [String.raw`^\s$`, '\u00a0', true],
    [String.raw`^\S$`, '\u00a0', false],
    [String.raw`^[\s\d]+$`, '\u30001', true],
    [String.raw`^[^\S]$`, '\ufeff', true],
    ['^.$', '\u2028', false],
    ['^[[:alpha:]]$', 'x', false],
    ['^[[:alpha:]]$', ':]', true],
    [String.raw`^[\].]$`, 'x', false],
    ['^[^]$', '\n', true],
    ['[]', 'x', false],
    ['^😀?$', '', true],
  ])('%s matches %j: %s', (pattern, text, matches) => {
    expect(compileSchema({ pattern }).accepts(text)).toBe(matches)
  })
})

describe('a format means what its RFC says', () => {
  test.each<[format: string, text: string, accepted: boolean]>([
    ['date-time', '1998-12-31T23:59:60Z', true],
    ['date-time', '1998-12-31T15:59:60.123-08:00', true],
    ['date-time', '1998-12-31T22:59:60Z', false],
    ['date-time', '1985-04-12T23:20:50+01', false],
    ['date-time', '1985-04-12 23:20:50Z', false],
    ['date-time', '1985-04-12T00:59:59.999999999999999Z', true],
    ['date-time', '2026-02-29T00:00:00Z', false],
    ['time', '23:59:60Z', true],
    ['time', '01:29:60+01:30', true],
    ['time', '23:59:60+01:00', false],
    ['time', '12:00:00', false],
    ['date', '2026-1-1', false],
    ['duration', 'P1Y2D', false],
    ['duration', 'PT1H2M3S', true],
    ['email', '"joe bloggs"@example.com', true],
    ['email', 'joe@[127.0.0.1]', true],
    ['email', '.joe@example.com', false],
    ['hostname', 'example.', false],
    ['hostname', 'xn--X', false],
    ['hostname', 'xn--bcher-kva.example', true],
    ['hostname', 'under_score.example', false],
    ['idn-hostname', 'bücher.example', true],
    ['ipv4', '192.168.0.01', false],
    ['ipv6', '::ffff:1.2.3.4', true],
    ['uri', 'http://example.com:abc/', false],
    ['uri', 'http://[V1.fe]/', true],
    ['uri', '//example.com/', false],
    ['iri', 'http://bücher.example/ß', true],
    ['uuid', 'urn:uuid:2eb8aa08-aa98-11ea-b4aa-73b441d16380', false],
    ['uuid', '2EB8AA08-AA98-11EA-B4AA-73B441D16380', true],
    ['regex', '^(abc]', false],
  ])('%s: %j is accepted: %s', (format, text, accepted) => {
    expect(compileSchema({ format }).accepts(text)).toBe(accepted)
  })

  test('in time proportional to the text', () => {
    const texts = ['a.', 'a-', '1:', '%41', '{a,', '/~', 'é.', 'a@', '"\\a'].map((piece) => piece.repeat(20_000))
    const all = ['date-time', 'duration', 'email', 'hostname', 'idn-hostname', 'ipv6', 'uri', 'iri', 'uri-template']
    const compiled = all.map((format) => compileSchema({ format }))
    const began = performance.now()
    for (const each of compiled) for (const text of texts) each.accepts(`http://[v1.${text} `)
    for (const each of compiled) for (const text of texts) each.accepts(text)
    expect(performance.now() - began).toBeLessThan(2_000)
  })

  test('and one that nobody knows is refused', () => {
    expect(() => compileSchema({ format: 'idn-email' })).toThrow(RecipeError)
  })
})
