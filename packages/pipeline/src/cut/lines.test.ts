import { expect, test } from 'vitest'
import { runInput } from '../testing/run-input.ts'
import { createCutter } from './create-cutter.ts'

test('a line of 64 MB is refused without being held, and the lines around it go on', () => {
  const limits = { sliceBytes: 1 << 20, maxRecordBytes: 8 << 20, maxDocumentBytes: 1 }
  const cutter = createCutter('ndjson', limits)
  const piece = new Uint8Array(1 << 20).fill(0x78)
  const slices = cutter.push(new TextEncoder().encode('{"a":1}\n'))
  const before = process.memoryUsage().arrayBuffers
  for (let i = 0; i < 64; i++) slices.push(...cutter.push(piece))
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40 << 20)
  slices.push(...cutter.push(new TextEncoder().encode('\n{"a":3}')), ...cutter.end())
  expect(slices.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(5000)
  const text = new TextDecoder().decode(slices[0])
  expect(text).toContain('"position":1')
  expect(text).toContain(`The record has ${64 << 20} bytes`)
  expect(text).toContain('{"a":1}\n{"a":3}\n')
})

test('positions count refused lines and leave out blank ones', () => {
  const input = '{"a":0}\n\n   \r\nnot json\n{"a":2}\r\n7\n{"a":4}'
  const { records, refused, counts } = runInput('ndjson', input)
  expect(records).toEqual([{ a: 0 }, { a: 2 }, { a: 4 }])
  expect(refused).toMatchObject([
    { position: 1, stage: 'transform', code: 'malformed-record', original: 'not json', encoding: 'text' },
    { position: 3, stage: 'transform', code: 'not-an-object', original: '7' },
  ])
  expect(counts).toEqual({ in: 5, filtered: 0, stored: 3 })
})

test('positions stay right around a record that was too large', () => {
  const input = ['{"a":0}', `{"a":"${'x'.repeat(100)}"}`, 'bad', '{"a":3}'].join('\n')
  const { refused } = runInput('ndjson', input, { steps: [{ filter: 'a < 3' }] }, { limits: { maxRecordBytes: 50 } })
  expect(refused.map(({ position, code }) => [position, code])).toEqual([
    [1, 'record-too-large'],
    [2, 'malformed-record'],
  ])
})

test('a line of control characters is refused, not passed over', () => {
  expect(runInput('ndjson', '\0\0\n{"a":1}').refused).toMatchObject([{ position: 0, code: 'malformed-record' }])
})

test('only the lines that are not UTF-8 are refused, with their bytes', () => {
  const input = Uint8Array.of(
    ...new TextEncoder().encode('{"a":"é"}\n{"a":"'),
    0xff,
    ...new TextEncoder().encode('"}\n{"a":"ü"}\n'),
  )
  const { records, refused } = runInput('ndjson', input)
  expect(records).toEqual([{ a: 'é' }, { a: 'ü' }])
  expect(refused).toMatchObject([
    { position: 1, code: 'malformed-record', encoding: 'base64', original: 'eyJhIjoi/yJ9' },
  ])
})
