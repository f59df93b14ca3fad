import type { DataType } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { payloadBytes } from './payload-bytes.ts'

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

test.each<[DataType, unknown, string]>([
  ['JSON', { a: 1 }, '{"a":1}'],
  ['TELEMETRY', [{ cpu: 1 }, [2]], '[{"cpu":1},[2]]'],
  ['JSON', '{"a":1}\n{"a":2}', '{"a":1}\n{"a":2}'],
  ['JSON', 5, '5'],
  ['YAML', 'a: é\n', 'a: é\n'],
  ['BINARY', 'aMOp\r\n', 'hé'],
])('%s %j', (dataType, payload, expected) => {
  expect(text(payloadBytes(dataType, payload))).toBe(expected)
})

const endless: unknown[] = []
endless.push(endless)

test.each<[DataType, unknown, string]>([
  ['JSON', undefined, 'empty-input'],
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
  ['JSON', endless, 'malformed-body'],
])('%s that cannot be taken is refused (%#)', (dataType, payload, code) => {
  expect(() => payloadBytes(dataType, payload)).toThrow(expect.objectContaining({ code }))
})
