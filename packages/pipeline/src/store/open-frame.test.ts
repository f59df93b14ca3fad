import { expect, test } from 'vitest'
import { testHost } from '../testing/test-host.ts'
import { decodeFrame } from './decode-frame.ts'
import { openFrame } from './open-frame.ts'

function stored(lines: string[], host = testHost): Uint8Array {
  const frame = openFrame(host)
  for (const line of lines) frame.add(line)
  return frame.close()
}

test.each([
  ['nothing', []],
  ['records', ['{"a":1}', '{"a":"é\u{1f600}"}']],
  [
    'more than there is room for at first',
    Array.from({ length: 300 }, (_, n) => `{"${n}":"${'\u2028x'.repeat(10_000)}"}`),
  ],
])('holds %s', (_, lines) => {
  expect(decodeFrame(testHost, stored(lines))).toEqual(lines)
})

test('a frame holds nothing of the one before', () => {
  const first = stored(['{"a":"long enough"}'])
  expect(decodeFrame(testHost, stored(['{}']))).toEqual(['{}'])
  expect(decodeFrame(testHost, first)).toEqual(['{"a":"long enough"}'])
})

test.each([
  ['other', (bytes: Uint8Array) => bytes.map((byte) => byte ^ 1)],
  ['less', (bytes: Uint8Array) => bytes.slice(1)],
  ['more', (bytes: Uint8Array) => Uint8Array.from([...bytes, 10])],
])('is not given away when %s comes back than went in', (_, spoil) => {
  const spoiling = { ...testHost, compress: spoil }
  expect(() => stored(['{"a":1}'], spoiling)).toThrow('Damaged frame')
})
