import type { DataType } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { payloadBytes } from './payload-bytes.ts'

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

const bytes = (json: string) => new TextEncoder().encode(json)

test.each<[DataType, string, string]>([
  ['JSON', '{ "a":9007199254740993}', '{ "a":9007199254740993}'],
  ['TELEMETRY', '[{"cpu":1e400},[2]]', '[{"cpu":1e400},[2]]'],
  ['JSON', JSON.stringify('{"a":1}\n{"a":2}'), '{"a":1}\n{"a":2}'],
  ['JSON', '5', '5'],
  ['YAML', JSON.stringify('a: é\n'), 'a: é\n'],
  ['BINARY', JSON.stringify('aMOp\r\n'), 'hé'],
])('%s %j', (dataType, payload, expected) => {
  expect(text(payloadBytes(dataType, bytes(payload)))).toBe(expected)
})

test('no payload is refused', () => {
  expect(() => payloadBytes('JSON', undefined)).toThrow(expect.objectContaining({ code: 'empty-input' }))
})

test('text that has no bytes in UTF-8 is refused', () => {
  const payload = bytes(JSON.stringify('{"a":"\\ud800"}'))
  expect(text(payloadBytes('JSON', payload))).toBe('{"a":"\\ud800"}')
  expect(() => payloadBytes('YAML', bytes('"a: \\ud800"'))).toThrow(expect.objectContaining({ code: 'malformed-body' }))
})

test.each<[DataType, unknown, string]>([
  ['JSON', null, 'empty-input'],
  ['JSON', [], 'empty-input'],
  ['JSON', ' \n', 'empty-input'],
  ['YAML', '', 'empty-input'],
  ['BINARY', '', 'empty-input'],
  ['YAML', { a: 1 }, 'malformed-body'],
  ['BINARY', 5, 'malformed-body'],
  ['BINARY', 'a', 'malformed-body'],
  ['BINARY', 'gaFh_Q==', 'malformed-body'],
  ['BINARY', 'gaFhAQ', 'malformed-body'],
])('%s that cannot be taken is refused (%#)', (dataType, payload, code) => {
  expect(() => payloadBytes(dataType, bytes(JSON.stringify(payload)))).toThrow(expect.objectContaining({ code }))
})
