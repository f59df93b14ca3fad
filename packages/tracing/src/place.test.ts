import { expect, test } from 'vitest'
import { placeBelow, readTraceparent, writeTraceparent } from './place.ts'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const spanId = '00f067aa0ba902b7'

test('a traceparent is read and written as W3C has it', () => {
  const text = `00-${traceId}-${spanId}-01`
  expect(readTraceparent(text)).toEqual({ traceId, spanId, isSampled: true })
  expect(writeTraceparent(readTraceparent(text)!)).toBe(text)
  expect(readTraceparent(`00-${traceId}-${spanId}-02`)?.isSampled).toBe(false)
  expect(readTraceparent(`cc-${traceId}-${spanId}-01-what-the-future-will-be-like`)?.traceId).toBe(traceId)
})

test.each([
  undefined,
  ['00', traceId, spanId, '01'],
  '',
  `00-${traceId}-${spanId}`,
  `00-${traceId}-${spanId}-01-more`,
  `ff-${traceId}-${spanId}-01`,
  `00-${traceId.toUpperCase()}-${spanId}-01`,
  `00-${'0'.repeat(32)}-${spanId}-01`,
  `00-${traceId}-${'0'.repeat(16)}-01`,
  `00-${traceId}-${spanId}-01\n{"level":"fatal"}`,
  `cc-${traceId}-${spanId}-01-${'x'.repeat(10_000)}`,
])('what is none is nobody’s: %j', (text) => {
  expect(readTraceparent(text)).toBeNull()
})

test('a place below is another place of the same trace', () => {
  const below = placeBelow({ traceId, spanId, isSampled: true })
  expect(below).toEqual({ traceId, spanId: expect.stringMatching(/^[0-9a-f]{16}$/), isSampled: true })
  expect(below.spanId).not.toBe(spanId)
})
