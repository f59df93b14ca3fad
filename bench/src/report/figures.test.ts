import { describe, expect, it } from 'vitest'
import { percentile } from './percentile.ts'
import { spread } from './spread.ts'
import { table } from './table.ts'

describe('figures', () => {
  it('takes percentiles from what was seen, in any order', () => {
    const values = [50, 10, 40, 20, 30]
    expect(percentile(values, 0.5)).toBe(30)
    expect(percentile(values, 0.99)).toBe(50)
    expect(percentile(values, 0)).toBe(10)
    expect(percentile([], 0.5)).toBeNaN()
    expect(values).toEqual([50, 10, 40, 20, 30])
  })

  it('spreads from the least to the most', () => {
    expect(spread([1.9, 1.2, 1.4])).toEqual({ min: 1.2, median: 1.4, max: 1.9 })
  })

  it('aligns names to the left and figures to the right', () => {
    expect(
      table([
        ['what', 's'],
        ['floor', '3.10'],
        ['ours', '12.00'],
      ]),
    ).toEqual(['  what       s', '  floor   3.10', '  ours   12.00'])
  })
})
