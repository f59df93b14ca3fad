import { percentile } from './percentile.ts'

export interface Spread {
  min: number
  median: number
  max: number
}

/** How far values that should be the same lie apart. */
export function spread(values: readonly number[]): Spread {
  return { min: Math.min(...values), median: percentile(values, 0.5), max: Math.max(...values) }
}
