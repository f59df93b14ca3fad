import type { CastTarget, InferredType } from '@syndicate/contracts'
import type { NumberSigns } from '../steps/number-text.ts'
import type { Scalar } from './columns.ts'

/** What is asked of a column: how often each of its values came, nulls and what is empty left out. */
export interface Asked {
  name: string
  values: Map<Scalar, number>
  count: number
  /** How texts in this input are numbers. */
  signs: NumberSigns
  /** Whether all that is not text had to become text on its way here, as in a CSV. */
  isAllText: boolean
}

/** What its values are. */
export interface Verdict {
  type: InferredType
  /** As a sentence goes on that begins with how many: `whole numbers`. */
  what: string
  cast?: CastTarget
  /** Those that are not. */
  misfits: Map<Scalar, number>
  /** What is worth saying besides. */
  note?: string
  /** Numbers, or times as they are stored. */
  minimum?: number | string
  maximum?: number | string
}

/** This share of the values may be wrong, where there are enough that are right. */
const mostWrong = 0.05
const leastRight = 10

/** Whether so many may be wrong of so many, and the rest still be what it looks like. */
export function mayBeWrong(wrong: number, of: number): boolean {
  if (wrong === 0) return of > 0
  return wrong <= of * mostWrong && of - wrong >= leastRight
}

/** How many are wrong at most. */
export function mostMisfits(of: number): number {
  return Math.floor(of * mostWrong)
}

/**
 * Those values that do not pass; undefined as soon as there are too many.
 * @param passes may note what it sees
 */
export function misfitsOf(
  { values, count }: Asked,
  passes: (value: Scalar) => boolean,
): Map<Scalar, number> | undefined {
  const misfits = new Map<Scalar, number>()
  const most = mostMisfits(count)
  let wrong = 0
  for (const [value, times] of values) {
    if (passes(value)) continue
    misfits.set(value, times)
    wrong += times
    if (wrong > most) return undefined
  }
  return mayBeWrong(wrong, count) ? misfits : undefined
}
