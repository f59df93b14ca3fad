import { expect, test } from 'vitest'
import { canonicalTimeOf, isCanonicalTime } from './canonical-time.ts'

test('what is asked again is answered as before, whatever came in between', () => {
  const time = '2026-03-01T12:00:00.000Z'
  const others = ['2026-02-30T12:00:00.000Z', '2026-03-01T12:00:00Z', '2026-03-01', '', `${time}Z`, ` ${time}`]
  for (const other of others) {
    expect([isCanonicalTime(other), isCanonicalTime(other)]).toEqual([false, false])
    expect([isCanonicalTime(time), isCanonicalTime(time), isCanonicalTime(other)]).toEqual([true, true, false])
  }
})

test('a time that is made one is not taken for what it was made of', () => {
  const made = ['2026-03-01', '2026-03-01T12:00:00Z'].map((text) => [canonicalTimeOf(text), canonicalTimeOf(text)])
  expect(made.flat()).toEqual([
    '2026-03-01T00:00:00.000Z',
    '2026-03-01T00:00:00.000Z',
    '2026-03-01T12:00:00.000Z',
    '2026-03-01T12:00:00.000Z',
  ])
  expect(canonicalTimeOf('2026-02-30')).toBeUndefined()
})
