import { expect, test } from 'vitest'
import { createExportedTracing } from './create-exported-tracing.ts'

function sampled(ratio: number): number {
  const tracing = createExportedTracing({ service: 'tests', version: '0', ratio, onTrouble() {} })
  // What a caller may send.
  const places = Array.from({ length: 1000 }, () => tracing.begin('0'.repeat(31) + '1'))
  return places.filter(({ isSampled }) => isSampled).length
}

test('no choice of a trace’s id has it sampled, or keeps it from being so', () => {
  expect([0, 1].map(sampled)).toEqual([0, 1000])
  expect(sampled(0.5)).toBeGreaterThan(300)
  expect(sampled(0.5)).toBeLessThan(700)
})
