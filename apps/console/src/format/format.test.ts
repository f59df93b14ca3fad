import { describe, expect, test } from 'vitest'
import { countOf, formatAmount, formatBytes, formatCount, formatShare, formatShort } from './format-number.ts'
import { formatDuration, formatMoment, formatRelative, momentInFull, offsetAt } from './format-time.ts'

test('counts are grouped by thousands', () => {
  expect([formatCount(0), formatCount(1234567)]).toEqual(['0', '1,234,567'])
  expect([countOf(1, 'record'), countOf(1000, 'record'), countOf(2, 'entry', 'entries')]).toEqual([
    '1 record',
    '1,000 records',
    '2 entries',
  ])
})

test('amounts lose their fraction when it no longer matters', () => {
  expect([formatAmount(0.25), formatAmount(99.94), formatAmount(1234.5)]).toEqual(['0.3', '99.9', '1,235'])
})

test('an axis has little room', () => {
  expect([0, 0.5, 20, 150_000, 1_500_000].map(formatShort)).toEqual(['0', '0.5', '20', '150K', '1.5M'])
})

test('a share is nothing or all only when it is', () => {
  expect([
    formatShare(0, 9),
    formatShare(1, 1e6),
    formatShare(1, 300),
    formatShare(1, 8),
    formatShare(999_999, 1e6),
    formatShare(99.95, 100),
    formatShare(5, 5),
    formatShare(0, 0),
  ]).toEqual(['0 %', '< 0.1 %', '0.3 %', '12 %', '> 99.9 %', '> 99.9 %', '100 %', '0 %'])
})

test('bytes go in steps of 1024', () => {
  expect([0, 1023, 1024, 1536 * 1024, 5 * 1024 ** 3].map(formatBytes)).toEqual([
    '0 B',
    '1,023 B',
    '1 KiB',
    '1.5 MiB',
    '5 GiB',
  ])
})

test.each([
  [-5, '0 ms'],
  [999, '999 ms'],
  [1000, '1.0 s'],
  [59_400, '59 s'],
  [60_000, '1 min'],
  [125_000, '2 min 5 s'],
  [3_840_000, '1 h 4 min'],
  [266_400_000, '3 d 2 h'],
])('%i ms is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text)
})

describe('relative times', () => {
  const now = Date.UTC(2026, 0, 2)
  test.each([
    [0, 'just now'],
    [-9_999, 'just now'],
    [-10_000, '10 s ago'],
    [-90_000, '1 min ago'],
    [-7_200_000, '2 h ago'],
    [-86_400_000 * 3, '3 d ago'],
    [3_600_000, 'in 1 h'],
  ])('%i ms from now is %s', (ms, text) => {
    expect(formatRelative(now + ms, now)).toBe(text)
  })
})

test('a moment says which zone it is told in', () => {
  expect(formatMoment('2026-01-02T03:04:05.678Z')).toMatch(/^[123] Jan 2026, \d\d:\d\d:05 UTC([+-]\d\d?(:\d\d)?)?$/)
  expect(momentInFull('2026-01-02T03:04:05.678Z')).toMatch(/\n2026-01-02 03:04:05 UTC$/)
  expect(offsetAt(new Date())).toMatch(/^UTC([+-]\d\d?(:\d\d)?)?$/)
})
